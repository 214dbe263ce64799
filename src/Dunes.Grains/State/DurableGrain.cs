using Dunes.Abstractions.Errors;
using Orleans.Storage;

namespace Dunes.Grains.State;

/// <summary>
/// A grain that shows only what is durable. It decides on <see cref="Stored"/>, makes the next state beside it, and writes that; when a write
/// fails for whatever reason, what the row holds is unknown, so the activation ends and the next one reads it.
/// </summary>
/// <typeparam name="TState">An immutable record.</typeparam>
internal abstract class DurableGrain<TState>(IPersistentState<TState> storage) : Grain
{
    private bool lost;

    /// <summary>What the row holds, as far as this activation knows; a fresh one when there is no row.</summary>
    protected TState Stored { get; private set; } = default!;

    /// <summary>Whether there is a row.</summary>
    protected bool Exists => storage.RecordExists;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Stored = storage.State;
        return Task.CompletedTask;
    }

    /// <summary>Writes the next state if the row is still the one that was read; durable when this returns.</summary>
    /// <exception cref="DunesException"><c>DUNES-STORE-103</c> (Conflict): another activation has written; nothing was written.
    /// <c>DUNES-STORE-104</c> (Unknown): it may have been written.</exception>
    protected async Task WriteAsync(TState next)
    {
        if (lost)
            throw Conflict();
        storage.State = next;
        try
        {
            await storage.WriteStateAsync();
        }
        catch (Exception e)
        {
            lost = true;
            DeactivateOnIdle();
            if (e is InconsistentStateException)
                throw Conflict();
            throw;
        }

        Stored = next;
    }

    private static DunesException Conflict() =>
        new("DUNES-STORE-103", ErrorKind.Conflict, "The state has been changed by another activation meanwhile. Nothing was written; try again.");
}

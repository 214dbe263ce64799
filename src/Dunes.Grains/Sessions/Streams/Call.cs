using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Mcp;

namespace Dunes.Grains.Sessions.Streams;

/// <summary>A request in flight.</summary>
internal sealed class Call(Principal caller, McpMessage request, string key, MessageStream stream) : IDisposable
{
    private readonly CancellationTokenSource cancellation = new();

    /// <summary>Who sent it.</summary>
    public Principal Caller { get; } = caller;

    /// <summary>What was sent.</summary>
    public McpMessage Request { get; } = request;

    /// <summary>Under which it is known among the calls in flight.</summary>
    public string Key { get; } = key;

    /// <summary>Where its messages and its answer go.</summary>
    public MessageStream Stream { get; } = stream;

    /// <summary>Why it was cancelled, or null.</summary>
    public DunesException? Reason { get; private set; }

    /// <summary>Ends the exchange with the upstream.</summary>
    public CancellationToken Token => cancellation.Token;

    /// <summary>Cancels it; the first reason counts.</summary>
    public void Cancel(DunesException reason)
    {
        Reason ??= reason;
        cancellation.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => cancellation.Dispose();
}

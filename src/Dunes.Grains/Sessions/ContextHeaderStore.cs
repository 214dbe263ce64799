using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Dunes.Grains.Sessions;

/// <summary>
/// Reads and writes headers as grain state. Not through a state facet: a header that cannot be read must become a fault that names itself,
/// and a verification must read what is stored without waking the session.
/// </summary>
internal sealed class ContextHeaderStore([FromKeyedServices(ContextHeaderStore.StorageName)] IGrainStorage storage, IGrainFactory grains)
{
    /// <summary>Name of the grain storage.</summary>
    public const string StorageName = "dunes";

    private const string StateName = "header";

    /// <summary>The stored header; its record does not exist when there is none. Throws <see cref="DunesException"/> <c>DUNES-CTX-101</c> when it cannot be read.</summary>
    public async Task<GrainState<ContextHeader>> ReadAsync(string contextId)
    {
        var state = new GrainState<ContextHeader>();
        try
        {
            await storage.ReadStateAsync(StateName, GrainIdOf(contextId), state);
        }
        catch (DunesException e) when (e.Kind == ErrorKind.Integrity)
        {
            throw new DunesException(Faults.HeaderUnreadable, ErrorKind.Integrity, $"The context's header cannot be read. {e.Message}");
        }
        return state;
    }

    /// <summary>Writes conditionally: the state MUST be the one that was read last, else the write fails (<see cref="InconsistentStateException"/>).</summary>
    public Task WriteAsync(string contextId, GrainState<ContextHeader> state) => storage.WriteStateAsync(StateName, GrainIdOf(contextId), state);

    private GrainId GrainIdOf(string contextId) => grains.GetGrain<ISessionGrain>(contextId).GetGrainId();
}

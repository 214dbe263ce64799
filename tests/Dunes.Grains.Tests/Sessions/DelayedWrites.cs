using Orleans.Storage;

namespace Dunes.Grains.Tests.Sessions;

/// <summary>Grain storage that takes a moment to write, as a database over the network does. SQLite is done at once, and then nothing ever comes in between.</summary>
internal sealed class DelayedWrites(IGrainStorage inner) : IGrainStorage
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Task.Delay(Moment);
        await inner.WriteStateAsync(stateName, grainId, grainState);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ClearStateAsync(stateName, grainId, grainState);
}

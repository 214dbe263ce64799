namespace Dunes.Grains.State;

/// <summary>What the inner storage is given: grain state that only this cluster can read.</summary>
[GenerateSerializer, Immutable, Alias("dunes.state.sealed")]
internal sealed class SealedState
{
    /// <summary>A DC2K-1 message under the root key, bound to service, state name and grain, and its label: see <see cref="LabelledState"/>.</summary>
    [Id(0)]
    public byte[] Bytes { get; init; } = [];
}

namespace Dunes.Cryptography.RootKeys;

/// <summary>Holds a key encryption key (KEK), the outermost of the three tiers, and wraps the cluster root key under it. Safe for concurrent use.</summary>
public interface IKekProvider
{
    /// <summary>Names the provider in stored wraps; it must stay the same for as long as they are to be opened.</summary>
    string Id { get; }

    /// <summary>Wraps a key.</summary>
    /// <param name="key">The key in plain; not kept.</param>
    /// <param name="purpose">What it is for; unwrapping needs the same.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string purpose, CancellationToken cancellationToken);

    /// <summary>Unwraps a key. The caller wipes it.</summary>
    /// <param name="wrapped">What <see cref="WrapAsync"/> gave.</param>
    /// <param name="purpose">The purpose it was wrapped for.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, string purpose, CancellationToken cancellationToken);
}

namespace Dunes.Cryptography.RootKeys;

/// <summary>
/// What a <see cref="IKekProvider"/> can do in addition: make a fresh key inside its own device, from its own randomness. Offer it the making
/// of a new root key; the key it gives can be wrapped by the other providers as any other.
/// </summary>
public interface IKekGenerator
{
    /// <summary>Makes a fresh random key and wraps it, in one call of the device.</summary>
    /// <param name="size">Size of the key in bytes; every provider can make 1 to 1,024.</param>
    /// <param name="purpose">What it is for; unwrapping needs the same.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The key in plain, which the caller wipes, and the same key wrapped, which <see cref="IKekProvider.UnwrapAsync"/> of the same provider opens.</returns>
    /// <exception cref="RootKeyException">The device cannot be used; see the provider.</exception>
    ValueTask<(byte[] Key, WrappedKey Wrapped)> GenerateAsync(int size, string purpose, CancellationToken cancellationToken);
}

using System.Security.Cryptography;
using Dunes.Cryptography.RootKeys;

namespace Dunes.Cryptography.Tests.RootKeys;

/// <summary>A file KEK that makes keys itself, as an HSM or a KMS does.</summary>
internal sealed class GeneratingKekProvider(string name, string path) : IKekProvider, IKekGenerator
{
    private readonly FileKekProvider inner = new(path);

    public string Id => name;

    public byte[]? Generated { get; private set; }

    public bool Fails { get; set; }

    public async ValueTask<(byte[] Key, WrappedKey Wrapped)> GenerateAsync(int size, string purpose, CancellationToken cancellationToken)
    {
        if (Fails)
            throw new TimeoutException();
        Generated = RandomNumberGenerator.GetBytes(size);
        return ([.. Generated], await WrapAsync(Generated, purpose, cancellationToken));
    }

    public async ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string purpose, CancellationToken cancellationToken) =>
        (await inner.WrapAsync(key, purpose, cancellationToken)) with { ProviderId = name };

    public ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, string purpose, CancellationToken cancellationToken) => inner.UnwrapAsync(wrapped, purpose, cancellationToken);
}

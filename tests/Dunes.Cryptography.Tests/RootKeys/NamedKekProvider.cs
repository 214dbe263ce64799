using Dunes.Cryptography.RootKeys;

namespace Dunes.Cryptography.Tests.RootKeys;

/// <summary>A file KEK under a name of its own, counted, that can be made to fail as foreign code does.</summary>
internal sealed class NamedKekProvider(string name, string path) : IKekProvider
{
    private readonly FileKekProvider inner = new(path);

    public string Id => name;

    public Exception? Failure { get; set; }

    /// <summary>Wraps something else than it was given.</summary>
    public bool Garbles { get; set; }

    public int Unwraps { get; private set; }

    public async ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string purpose, CancellationToken cancellationToken) =>
        Failure is null ? (await inner.WrapAsync(Garbles ? new byte[key.Length] : key, purpose, cancellationToken)) with { ProviderId = name } : throw Failure;

    public ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, string purpose, CancellationToken cancellationToken)
    {
        Unwraps++;
        return Failure is null ? inner.UnwrapAsync(wrapped, purpose, cancellationToken) : throw Failure;
    }
}

using System.Security.Cryptography;

namespace Dunes.Cryptography.Sealing;

/// <summary>
/// A secret in memory that the garbage collector does not move (so leaves no copies of) and that is wiped on disposal.
/// Readers copy it out under a lock: a reader that raced with the wiping would otherwise encrypt under a key of zeros.
/// </summary>
internal sealed class PinnedSecret : IDisposable
{
    private readonly Lock gate = new();
    private readonly byte[] bytes;
    private bool disposed;

    public PinnedSecret(ReadOnlySpan<byte> secret)
    {
        bytes = GC.AllocateUninitializedArray<byte>(secret.Length, pinned: true);
        secret.CopyTo(bytes);
    }

    /// <summary>Copies the secret; the caller wipes the copy.</summary>
    /// <exception cref="ObjectDisposedException">The secret was wiped.</exception>
    public void CopyTo(Span<byte> destination)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            bytes.CopyTo(destination);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}

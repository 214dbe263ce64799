using System.Security.Cryptography;

namespace Dunes.Cryptography.Memory;

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

    /// <summary>Moves an array that other code made into pinned memory, and wipes where it was.</summary>
    public static void Pin(ref byte[] secret)
    {
        var pinned = GC.AllocateUninitializedArray<byte>(secret.Length, pinned: true);
        secret.CopyTo(pinned, 0);
        CryptographicOperations.ZeroMemory(secret);
        secret = pinned;
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

    /// <summary>Gives a copy of the secret (on the stack) to a function, and wipes the copy.</summary>
    /// <exception cref="ObjectDisposedException">The secret was wiped.</exception>
    public T Use<T>(Func<ReadOnlySpan<byte>, T> function)
    {
        Span<byte> copy = stackalloc byte[bytes.Length];
        try
        {
            CopyTo(copy);
            return function(copy);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
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

namespace Dunes.Cryptography.Memory;

/// <summary>
/// Counts the running uses of a key, so that it is wiped only after the last: a signature made from a half-wiped key would be wrong, and
/// could give the key away.
/// </summary>
internal sealed class KeyUses(Action wipe)
{
    private const int Closed = 1 << 30;

    // Number of running uses, and the bit Closed.
    private int state;

    /// <summary>Begins a use; every one is followed by <see cref="End"/>.</summary>
    /// <exception cref="ObjectDisposedException">The key is closed.</exception>
    public void Begin(object key)
    {
        if ((Interlocked.Increment(ref state) & Closed) == 0)
            return;
        End();
        throw new ObjectDisposedException(key.GetType().Name);
    }

    /// <summary>Ends a use.</summary>
    public void End()
    {
        if (Interlocked.Decrement(ref state) == Closed)
            wipe();
    }

    /// <summary>Allows no further uses; wipes now, or when the last one ends. May be repeated.</summary>
    public void Close()
    {
        if (Interlocked.Or(ref state, Closed) == 0)
            wipe();
    }
}

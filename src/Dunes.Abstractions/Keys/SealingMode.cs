namespace Dunes.Abstractions.Keys;

/// <summary>How a DC2K-1 key seals; chosen when it is created, and for ever.</summary>
public enum SealingMode
{
    /// <summary>Every message has a fresh salt.</summary>
    Plain,

    /// <summary>As <see cref="Plain"/>, under a key derived from the context that every call must name.</summary>
    Derived,

    /// <summary>The same plaintext with the same associated data gives the same message: it shows equality, on purpose.</summary>
    Convergent,
}

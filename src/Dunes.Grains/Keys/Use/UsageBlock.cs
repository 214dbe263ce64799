namespace Dunes.Grains.Keys.Use;

/// <summary>How much a silo counts ahead: much when it is used up fast, little when it is not, and ever less towards a threshold. Pure.</summary>
internal static class UsageBlock
{
    /// <summary>Fewest and most operations of a block.</summary>
    public const long MinOperations = 16;

    /// <inheritdoc cref="MinOperations"/>
    public const long MaxOperations = 65_536;

    /// <summary>Fewest and most bytes of a block (64 KiB, 64 MiB).</summary>
    public const long MinBytes = 1L << 16;

    /// <inheritdoc cref="MinBytes"/>
    public const long MaxBytes = 1L << 26;

    // A block should last some seconds: long enough to be cheap, short enough that a crash loses little.
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    /// <summary>The size of the next block, before it is cut to what is needed and what is left.</summary>
    public static long Next(long previous, TimeSpan lasted, long min, long max) =>
        previous == 0 ? min
        : lasted < Short ? Math.Min(max, previous * 2)
        : lasted > Long ? Math.Max(min, previous / 2)
        : previous;

    /// <summary>Never more than an eighth of what is left to the nearest threshold, never less than is needed.</summary>
    public static long Cut(long size, long left, long needed) => Math.Max(needed, Math.Min(size, left / 8));
}

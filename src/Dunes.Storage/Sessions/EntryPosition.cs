using System.Globalization;

namespace Dunes.Storage.Sessions;

/// <summary>Where an entry stands in the order of <see cref="ISealedEntryStore.ScanAsync"/>.</summary>
/// <param name="KeyVersion">Version it is sealed under.</param>
/// <param name="ContextId">Its context.</param>
/// <param name="Seq">Its place there.</param>
public sealed record EntryPosition(int KeyVersion, string ContextId, long Seq)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is nothing of the kind.</exception>
    public static EntryPosition Parse(string text)
    {
        var parts = text.Split(' ');
        return parts.Length == 3
            ? new(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[2], long.Parse(parts[1], CultureInfo.InvariantCulture))
            : throw new FormatException("This is no position of an entry.");
    }

    /// <summary>The position of an entry.</summary>
    public static EntryPosition Of(JournalEntry entry) => new(entry.KeyVersion, entry.ContextId, entry.Seq);

    /// <summary>As text; a context id has no spaces.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{KeyVersion} {Seq} {ContextId}");
}

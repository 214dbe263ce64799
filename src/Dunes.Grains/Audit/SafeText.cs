using System.Text;

namespace Dunes.Grains.Audit;

/// <summary>Text of callers, made fit for a log: well-formed Unicode, without control characters, and short.</summary>
internal static class SafeText
{
    /// <summary>Longest text that is kept, in UTF-16 units. All fields of an event together then stay below the 65,535 bytes of a row.</summary>
    public const int MaxLength = 512;

    public static string? Of(string? text)
    {
        if (text is null)
            return null;
        var safe = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (safe.Length + rune.Utf16SequenceLength > MaxLength)
                break;
            safe.Append(Rune.IsControl(rune) ? Rune.ReplacementChar : rune);
        }

        return safe.ToString();
    }
}

using System.CommandLine.Parsing;
using System.Globalization;

namespace Dunes.Server.Commands;

/// <summary>Times as options take them: a number with s, m, h or d.</summary>
internal static class Duration
{
    /// <summary>Reads one, longer than nothing.</summary>
    public static TimeSpan Parse(ArgumentResult argument)
    {
        var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (TryParse(text, out var duration))
            return duration;
        argument.AddError($"'{text}' is no duration; allowed: a number with s, m, h or d, for instance 30m or 8h.");
        return default;
    }

    /// <summary>Reads one, longer than nothing.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = text.Length < 2 ? TimeSpan.Zero : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => TimeSpan.Zero,
        };
        if (duration == TimeSpan.Zero || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is not (> 0 and < 100_000))
            return false;
        duration *= count;
        return true;
    }

    /// <summary>Writes one as it is read, where it is a whole number of a unit.</summary>
    public static string Format(TimeSpan duration)
    {
        foreach (var (unit, letter) in new[] { (TimeSpan.FromDays(1), 'd'), (TimeSpan.FromHours(1), 'h'), (TimeSpan.FromMinutes(1), 'm'), (TimeSpan.FromSeconds(1), 's') })
        {
            if (duration.Ticks % unit.Ticks == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / unit.Ticks}{letter}");
        }

        return duration.ToString("c", CultureInfo.InvariantCulture);
    }
}

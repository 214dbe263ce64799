using System.CommandLine;
using System.CommandLine.Parsing;
using Dunes.Abstractions.Keys;

namespace Dunes.Server.Commands.Keys;

/// <summary>The options for what may change of a key: rotation, limits, description, tags.</summary>
internal sealed class KeyPolicyOptions
{
    private const string Never = "never";

    private readonly Option<string?> period = new("--rotation-period")
    {
        Description = "Rotate by itself after this time: a number with s, m, h or d, from 1m on; or never.",
        HelpName = "DURATION",
    };

    private readonly Option<string?> afterOperations = new("--rotate-after-operations")
    {
        Description = "Rotate by itself after so many signatures, seals, codes or data keys of a version; or never.",
        HelpName = "COUNT",
    };

    private readonly Option<string?> afterBytes = new("--rotate-after-bytes")
    {
        Description = "Rotate by itself after so many bytes protected by a version; or never.",
        HelpName = "BYTES",
    };

    private readonly Option<long?> warn = new("--warn-operations") { Description = "Record an event when a version has been used this often. [default: 2^40]", HelpName = "COUNT" };

    private readonly Option<long?> most = new("--max-operations") { Description = "Refuse to use a version more often than this. [default: 2^45]", HelpName = "COUNT" };

    private readonly Option<string?> description = new("--description") { Description = "A text for people." };

    private readonly Option<string[]> tags = new("--tag") { Description = "A tag; may be given several times.", HelpName = "NAME=VALUE" };

    public KeyPolicyOptions()
    {
        period.Validators.Add(result => Check(result, text => Duration.TryParse(text, out _), "a duration such as 30d, or never"));
        afterOperations.Validators.Add(result => Check(result, IsCount, "a number above 0, or never"));
        afterBytes.Validators.Add(result => Check(result, IsCount, "a number above 0, or never"));
        tags.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"'{token.Value}' is no tag; a tag is NAME=VALUE.");
        });
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { period, afterOperations, afterBytes, warn, most, description, tags })
            command.Add(option);
    }

    /// <summary>The rotation: <paramref name="before"/> where the command line says nothing.</summary>
    public KeyRotation Rotation(ParseResult result, KeyRotation before) => new(
        result.GetValue(period) is { } time ? (Duration.TryParse(time, out var every) ? every : null) : before.Period,
        result.GetValue(afterOperations) is { } operations ? Count(operations) : before.AfterOperations,
        result.GetValue(afterBytes) is { } bytes ? Count(bytes) : before.AfterBytes);

    /// <summary>The limits: <paramref name="before"/> where the command line says nothing.</summary>
    public KeyLimits Limits(ParseResult result, KeyLimits before) =>
        new(result.GetValue(warn) ?? before.WarnOperations, result.GetValue(most) ?? before.MaxOperations);

    /// <summary>The description, or null where the command line says nothing.</summary>
    public string? Description(ParseResult result) => result.GetValue(description);

    /// <summary>The tags that the command line gives.</summary>
    public Dictionary<string, string> Tags(ParseResult result)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in result.GetValue(tags) ?? [])
        {
            var equals = tag.IndexOf('=', StringComparison.Ordinal);
            given[tag[..equals]] = tag[(equals + 1)..];
        }

        return given;
    }

    private static long? Count(string text) => text == Never ? null : long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsCount(string text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) && count > 0;

    private static void Check(OptionResult result, Func<string, bool> isValid, string allowed)
    {
        foreach (var token in result.Tokens.Where(token => token.Value != Never && !isValid(token.Value)))
            result.AddError($"'{token.Value}' is not allowed for {result.Option.Name}; allowed: {allowed}.");
    }
}

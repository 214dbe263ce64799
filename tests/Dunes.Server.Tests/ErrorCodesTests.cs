using System.Text.RegularExpressions;
using Dunes.Testing;

namespace Dunes.Server.Tests;

/// <summary>docs/errors.md and the code name the same error codes.</summary>
public sealed partial class ErrorCodesTests
{
    [Fact]
    public void Every_code_is_documented_and_no_other()
    {
        var inCode = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Codes(File.ReadAllText(file)))
            .ToHashSet();
        var documented = Codes(File.ReadAllText(Path.Combine(Repository.Root, "docs", "errors.md"))).ToHashSet();

        // The demo's codes are documented as a range.
        inCode.RemoveWhere(code => code.StartsWith("DUNES-DEMO-", StringComparison.Ordinal));
        documented.RemoveWhere(code => code.StartsWith("DUNES-DEMO-", StringComparison.Ordinal));
        Assert.Equal(inCode.Order(), documented.Order());
    }

    private static IEnumerable<string> Codes(string text) => Code().Matches(text).Select(match => match.Value);

    [GeneratedRegex("DUNES-[A-Z]+-[0-9]{3}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Code();
}

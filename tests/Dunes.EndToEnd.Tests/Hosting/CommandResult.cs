namespace Dunes.EndToEnd.Tests.Hosting;

/// <summary>What a finished command left.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Fails the test unless the command ended as expected, and shows what it said.</summary>
    public CommandResult Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"Exit code {ExitCode} instead of {exitCode}.\n--- stdout\n{Output}\n--- stderr\n{Error}");
        return this;
    }
}

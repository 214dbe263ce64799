using System.CommandLine;

namespace Dunes.Server.Commands;

/// <summary>Asks before something is destroyed for ever: on a terminal with a question, elsewhere <c>--yes</c> is needed.</summary>
internal sealed class Confirmation
{
    /// <summary><c>--yes</c>.</summary>
    public Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Do not ask; needed where nobody can be asked." };

    /// <summary>Returns when it was confirmed; else throws <see cref="DunesErrorException"/> <c>DUNES-CLI-001</c> or <c>DUNES-CLI-008</c>, and nothing was done.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="consequence">A sentence that says what cannot be undone.</param>
    public async Task RequireAsync(ParseResult result, string consequence)
    {
        if (result.GetValue(Yes))
            return;
        var error = result.InvocationConfiguration.Error;
        if (!ReferenceEquals(error, Console.Error) || Console.IsInputRedirected || Console.IsErrorRedirected)
            throw new DunesErrorException(ExitCodes.Configuration, DunesErrors.Usage, $"{consequence} Nobody can be asked here: confirm with --yes.");
        await error.WriteAsync($"{consequence} Go on? [y/N] ");
        if (Console.ReadLine()?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
            throw new DunesErrorException(ExitCodes.Other, DunesErrors.Cancelled, "Nothing was done.");
    }
}

using System.Runtime.CompilerServices;

namespace Dunes.EndToEnd.Tests.Clients;

/// <summary>The server answered, but not as a client driver expects; the message says what was expected and seen.</summary>
public sealed class ExpectationFailedException(string message) : Exception(message)
{
    internal static void Require(bool held, string expectation, object? seen, [CallerArgumentExpression(nameof(held))] string condition = "")
    {
        if (!held)
            throw new ExpectationFailedException($"Expected {expectation}; saw '{seen}' ({condition}).");
    }

    internal static void RequireSame(IEnumerable<string?> expected, IEnumerable<string?> seen, string what)
    {
        var (wanted, got) = (string.Join(", ", expected), string.Join(", ", seen));
        if (wanted != got)
            throw new ExpectationFailedException($"Expected {what} [{wanted}]; saw [{got}].");
    }
}

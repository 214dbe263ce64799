using System.Collections.Concurrent;
using Dunes.Abstractions.Errors;

namespace Dunes.Gateway.Tests.Hosting;

/// <summary>What the scripted key grains were asked, in this process; a key named <c>fails-KIND</c> throws an error of that kind.</summary>
public static class KeyCalls
{
    private const string Failing = "fails-";

    private static readonly ConcurrentQueue<KeyCall> Calls = new();

    public static void Clear() => Calls.Clear();

    /// <summary>The one call since <see cref="Clear"/>.</summary>
    public static KeyCall Single => Assert.Single(Calls);

    public static int Count => Calls.Count;

    public static void Record(string grain, string method, params object?[] arguments)
    {
        Calls.Enqueue(new(grain, method, arguments));
        var name = grain[(grain.IndexOf('/') + 1)..];
        if (name.StartsWith(Failing, StringComparison.Ordinal))
            throw ErrorOf(Enum.Parse<ErrorKind>(name[Failing.Length..]));
    }

    public static DunesException ErrorOf(ErrorKind kind) => new($"DUNES-TEST-{(int)kind:d3}", kind, $"It failed: {kind}.");
}

public sealed record KeyCall(string Grain, string Method, IReadOnlyList<object?> Arguments);

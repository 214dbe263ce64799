using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Health;

/// <summary>What a probe of the cluster found.</summary>
/// <param name="Answers">It answers; a restart would not help.</param>
/// <param name="IsReady">It can serve.</param>
/// <param name="Text">In a few words, for whoever probes without a token: no more than codes.</param>
internal sealed record ClusterHealth(bool Answers, bool IsReady, string Text)
{
    /// <summary>Code of everything that needs keys while the cluster is sealed.</summary>
    public const string SealedCode = "DUNES-ROOT-001";

    public static readonly ClusterHealth Ready = new(true, true, "ready");

    public static readonly ClusterHealth Silent = new(false, false, "not ready");

    /// <summary>No KEK provider opens the root key.</summary>
    public static ClusterHealth SealedBy(IEnumerable<KekProviderStatus> providers)
    {
        var failures = string.Join(", ", providers.Where(provider => !provider.Working).Select(provider => $"{provider.Id} {CodeOf(provider.Failure)}"));
        return new(true, false, $"sealed: {SealedCode}, no KEK provider opens the cluster root key{(failures.Length == 0 ? "" : $" ({failures})")}; the log says why");
    }

    // The reason may name files and hosts; the code that it begins with does not.
    private static string CodeOf(string? failure) =>
        failure is not null && failure.StartsWith("DUNES-", StringComparison.Ordinal) ? failure.Split(':', 2)[0] : "failed";
}

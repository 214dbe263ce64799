namespace Dunes.Server.Configuration;

/// <summary>One thing that is wrong with the configuration.</summary>
/// <param name="Key">Full key, for instance <c>Dunes:Cluster:SiloPort</c>.</param>
/// <param name="Problem">What is wrong with it; never the value of a text setting, which may be a secret.</param>
/// <param name="Allowed">What may stand there, or null when the problem says it.</param>
internal sealed record ConfigurationError(string Key, string Problem, string? Allowed = null)
{
    /// <summary>Splits what a validator says: <c>key: problem</c>, or <c>key problem</c> where the key has no space in it.</summary>
    public static ConfigurationError Parse(string text)
    {
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        var end = colon >= 0 ? colon : text.IndexOf(' ', StringComparison.Ordinal);
        return end < 0 ? new("Dunes", text) : new(text[..end], text[(end + 1)..].TrimStart());
    }

    public override string ToString() => Allowed is null ? $"{Key}: {Problem}" : $"{Key}: {Problem}; allowed: {Allowed}";
}

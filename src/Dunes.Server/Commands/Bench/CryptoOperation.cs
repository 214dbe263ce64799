namespace Dunes.Server.Commands.Bench;

/// <summary>Something to measure.</summary>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Provider">Whose implementation.</param>
/// <param name="Name">What is done.</param>
/// <param name="Work">Does it once. Called by several threads at once when <paramref name="OnAllCores"/>.</param>
/// <param name="OnAllCores">Whether it is measured on all cores, too.</param>
internal sealed record CryptoOperation(string Algorithm, string Provider, string Name, Action Work, bool OnAllCores = false)
{
    /// <summary>Whether its algorithm, provider or name contains a text; null: it does.</summary>
    public bool Matches(string? text) => text is null
        || Algorithm.Contains(text, StringComparison.OrdinalIgnoreCase)
        || Provider.Contains(text, StringComparison.OrdinalIgnoreCase)
        || Name.Contains(text, StringComparison.OrdinalIgnoreCase);
}

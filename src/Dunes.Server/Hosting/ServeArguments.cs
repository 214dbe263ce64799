namespace Dunes.Server.Hosting;

/// <summary>What <c>dunes serve</c> was told on its command line.</summary>
/// <param name="Urls">Addresses to listen on, separated by semicolons, or null.</param>
/// <param name="Environment">Name of the environment, or null.</param>
/// <param name="Settings">Settings as <c>--Section:Key=value</c>.</param>
/// <param name="Demo">Add the demo upstream.</param>
internal sealed record ServeArguments(string? Urls, string? Environment, IReadOnlyList<string> Settings, bool Demo)
{
    /// <summary>Name of the environment: the argument, or the standard variables, or <c>Production</c>.</summary>
    public string EnvironmentName =>
        Environment ?? Variable("ASPNETCORE_ENVIRONMENT") ?? Variable("DOTNET_ENVIRONMENT") ?? Microsoft.Extensions.Hosting.Environments.Production;

    /// <summary>As the command line configuration provider reads them.</summary>
    public string[] ToHostArguments() => [.. Settings, .. Urls is null ? Array.Empty<string>() : [$"--urls={Urls}"]];

    private static string? Variable(string name) => System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

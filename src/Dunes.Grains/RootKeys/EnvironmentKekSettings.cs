namespace Dunes.Grains.RootKeys;

/// <summary>Provider <c>environment</c>: a KEK in an environment variable, 32 random bytes as base64.</summary>
public sealed class EnvironmentKekSettings
{
    /// <summary>Name of the variable. Default: none, the provider is not used.</summary>
    public string? Variable { get; set; }

    internal bool IsSet => !string.IsNullOrEmpty(Variable);
}

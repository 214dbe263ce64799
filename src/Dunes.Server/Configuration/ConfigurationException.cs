namespace Dunes.Server.Configuration;

/// <summary>The configuration cannot be used.</summary>
/// <param name="errors">Everything that is wrong with it.</param>
internal sealed class ConfigurationException(IReadOnlyList<ConfigurationError> errors) : Exception(string.Join('\n', errors))
{
    /// <summary>Everything that is wrong with it.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; } = errors;
}

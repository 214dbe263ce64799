namespace Dunes.Gateway.Api.Keys.Manage;

/// <summary>The key, or one version of it.</summary>
internal sealed record KeyVersionRequest
{
    /// <summary>The version. Default: all of the key.</summary>
    public int? Version { get; init; }
}

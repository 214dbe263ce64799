namespace Dunes.Gateway.Api.Keys.Manage;

/// <summary>How far a key is trimmed.</summary>
internal sealed record TrimKeyRequest
{
    /// <summary>All versions below it are destroyed for ever; at most both floors.</summary>
    public required int MinAvailableVersion { get; init; }
}

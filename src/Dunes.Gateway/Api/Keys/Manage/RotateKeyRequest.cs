using System.ComponentModel.DataAnnotations;

namespace Dunes.Gateway.Api.Keys.Manage;

/// <summary>Which version is to be followed by a new one.</summary>
internal sealed record RotateKeyRequest
{
    /// <summary>The key's current version: without it a repeated request would rotate twice.</summary>
    [Range(1, int.MaxValue)]
    public required int ExpectedVersion { get; init; }
}

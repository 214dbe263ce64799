using Dunes.Gateway.Api.Keys.Manage;

namespace Dunes.Gateway.Api.Keys.Transfer;

/// <summary>A wrapped secret and the key to be made of it.</summary>
internal sealed record ImportKeyRequest : KeyDefinition
{
    /// <summary>Name of the tenant's ML-KEM-1024 key that it is wrapped to.</summary>
    public required string WrappingKey { get; init; }

    /// <summary>As an export gives it: DC2K message of suite 0x10, <c>dunes:v…:…</c>.</summary>
    public required string Wrapped { get; init; }
}

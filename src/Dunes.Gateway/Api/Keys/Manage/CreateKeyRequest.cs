namespace Dunes.Gateway.Api.Keys.Manage;

/// <summary>The key to be created.</summary>
internal sealed record CreateKeyRequest : KeyDefinition
{
    /// <summary>1 to 64 of <c>A-Z a-z 0-9 . _ -</c>; not <c>system</c>.</summary>
    public required string Name { get; init; }
}

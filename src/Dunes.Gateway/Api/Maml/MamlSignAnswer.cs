namespace Dunes.Gateway.Api.Maml;

/// <summary>A signed document.</summary>
internal sealed record MamlSignAnswer
{
    /// <summary>The text of the document in its one written form, with the signature.</summary>
    public required string Document { get; init; }

    /// <summary>The key that signed it, <c>tenant/name</c>.</summary>
    public required string KeyName { get; init; }

    /// <summary>The version that signed it.</summary>
    public required int KeyVersion { get; init; }
}

namespace Dunes.Gateway.Api.Maml;

/// <summary>A document to sign.</summary>
internal sealed record MamlSignRequest
{
    /// <summary>The text of the document, a <c>.maml.md</c> file.</summary>
    public required string Document { get; init; }

    /// <summary>The name of a key of the caller's tenant that has the purpose <c>maml</c>.</summary>
    public required string Key { get; init; }
}

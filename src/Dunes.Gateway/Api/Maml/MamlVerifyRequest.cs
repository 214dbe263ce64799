namespace Dunes.Gateway.Api.Maml;

/// <summary>A document to verify.</summary>
internal sealed record MamlVerifyRequest
{
    /// <summary>The text of the document.</summary>
    public required string Document { get; init; }

    /// <summary>Texts of schema documents. When it is given the document must conform to the schema that it names, and that must be among them.</summary>
    public IReadOnlyList<string>? Schemas { get; init; }
}

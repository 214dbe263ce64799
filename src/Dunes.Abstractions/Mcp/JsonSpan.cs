namespace Dunes.Abstractions.Mcp;

/// <summary>Where a JSON value stands in a message. A message keeps its bytes; what must change is spliced, all else passes unchanged.</summary>
/// <param name="Start">Offset of the value's first byte; 0 with length 0 means absent.</param>
/// <param name="Length">Its length in bytes.</param>
[GenerateSerializer, Immutable, Alias("dunes.mcp.span")]
public readonly record struct JsonSpan([property: Id(0)] int Start, [property: Id(1)] int Length)
{
    /// <summary>The value is there.</summary>
    public bool Exists => Length > 0;
}

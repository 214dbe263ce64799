namespace Dunes.Gateway.Api.Keys;

/// <summary>Whether a signature or code is good. A bad one is an answer, not an error.</summary>
internal sealed record Validity : KeyAnswer
{
    /// <summary>Whether it is good; false after an error.</summary>
    public required bool Valid { get; init; }
}

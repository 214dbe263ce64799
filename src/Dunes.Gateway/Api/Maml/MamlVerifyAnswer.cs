using System.Text.Json.Serialization;
using Dunes.Maml;

namespace Dunes.Gateway.Api.Maml;

/// <summary>Whether a document is good: unaltered, signed by a key of the tenant or of the cluster that could be used then, and as its schema says.</summary>
internal sealed record MamlVerifyAnswer
{
    /// <summary>Whether all of it is good.</summary>
    public bool Valid => Code.Length == 0;

    /// <summary>What is wrong first; empty when nothing is. docs/maml.md lists the codes.</summary>
    public required string Code { get; init; }

    /// <summary>The same for people.</summary>
    public required string Reason { get; init; }

    /// <summary>The key that the document names, when it is one that the caller may know.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? KeyName { get; init; }

    /// <summary>The version of it that signed the document, when it is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? KeyVersion { get; init; }

    /// <summary>When it was signed, by the word of the signer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>What a reader should know though it is valid, for instance that the key has been disabled since.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>All faults of the text and of the fields, with their lines.</summary>
    public IReadOnlyList<MamlFault> Errors { get; init; } = [];
}

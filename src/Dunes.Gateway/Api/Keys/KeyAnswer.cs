using System.Text.Json.Serialization;

namespace Dunes.Gateway.Api.Keys;

/// <summary>The result of one item.</summary>
internal abstract record KeyAnswer
{
    /// <summary>What the item's <c>reference</c> was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reference { get; init; }

    /// <summary>The key version that was used; 0 after an error.</summary>
    public required int Version { get; init; }

    /// <summary>Why there is no result; only in a batch. The other items are not touched by it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ItemError? Error { get; init; }
}

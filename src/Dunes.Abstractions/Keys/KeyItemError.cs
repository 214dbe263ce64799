using Dunes.Abstractions.Errors;

namespace Dunes.Abstractions.Keys;

/// <summary>Why one item of a batch failed; the others are not touched by it.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">A sentence without secrets.</param>
/// <param name="Kind">What the caller can do about it; the HTTP status when the item is the only one.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.item-error")]
public sealed record KeyItemError(
    [property: Id(0)] string Code,
    [property: Id(1)] string Message,
    [property: Id(2)] ErrorKind Kind = ErrorKind.Invalid);

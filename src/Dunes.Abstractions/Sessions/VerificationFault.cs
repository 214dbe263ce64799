namespace Dunes.Abstractions.Sessions;

/// <summary>One thing that is wrong with a record.</summary>
/// <param name="Code">Stable code of docs/errors.md, for instance <c>DUNES-CTX-103</c>.</param>
/// <param name="Context">The context it is about, or null when it is about several.</param>
/// <param name="Seq">The entry it is about, or null.</param>
/// <param name="Detail">What was expected and what was found, without content.</param>
[GenerateSerializer, Immutable, Alias("dunes.sessions.fault")]
public sealed record VerificationFault(
    [property: Id(0)] string Code,
    [property: Id(1)] string? Context,
    [property: Id(2)] long? Seq,
    [property: Id(3)] string Detail);

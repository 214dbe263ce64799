namespace Dunes.Abstractions.Sessions;

/// <summary>A page of a tenant's contexts, newest first.</summary>
/// <param name="Items">Headers and heads. A context whose header cannot be read is in <paramref name="Faults"/> instead.</param>
/// <param name="Faults">Contexts that could not be described.</param>
/// <param name="Cursor">Argument of the next page, or null at the end.</param>
[GenerateSerializer, Immutable, Alias("dunes.sessions.contexts")]
public sealed record ContextPage(
    [property: Id(0)] IReadOnlyList<ContextInfo> Items,
    [property: Id(1)] IReadOnlyList<VerificationFault> Faults,
    [property: Id(2)] string? Cursor);

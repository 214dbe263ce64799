using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Mcp;

namespace Dunes.Abstractions.Sessions;

/// <summary>What a context is opened with.</summary>
/// <param name="Owner">Who may use it.</param>
/// <param name="Upstream">Name of the upstream it is bound to (its route).</param>
/// <param name="Era">The client's era.</param>
/// <param name="ClientName">The client's own name and version, if it gave one; never trusted.</param>
[GenerateSerializer, Immutable, Alias("dunes.sessions.open")]
public sealed record OpenContext(
    [property: Id(0)] Principal Owner,
    [property: Id(1)] string Upstream,
    [property: Id(2)] ProtocolEra Era,
    [property: Id(3)] string? ClientName);

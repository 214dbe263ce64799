namespace Dunes.Grains.Sessions;

/// <summary>
/// What the legacy initialize exchange settled between client and upstream. It lets another activation go on: with an HTTP upstream in the same
/// upstream session, with a stdio upstream by starting a new process and replaying the exchange to it.
/// </summary>
/// <param name="ProtocolVersion">The negotiated revision.</param>
/// <param name="SessionId">The upstream's own <c>Mcp-Session-Id</c>, or null. It is a secret of the upstream's: the header is sealed.</param>
/// <param name="InitializeRequest">The client's initialize request, UTF-8.</param>
[GenerateSerializer, Immutable, Alias("dunes.sessions.binding")]
internal sealed record UpstreamBinding(
    [property: Id(0)] string ProtocolVersion,
    [property: Id(1)] string? SessionId,
    [property: Id(2)] byte[] InitializeRequest);

namespace Dunes.Abstractions.Sessions;

/// <summary>One recorded exchange or notification.</summary>
/// <param name="Seq">Position in the context, from 0.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Kind"><c>exchange</c>, <c>notification</c> (client to server) or <c>server_exchange</c> (server's request, client's answer).</param>
/// <param name="Request">The JSON-RPC request or notification, UTF-8.</param>
/// <param name="Response">The answer, UTF-8; empty for a notification, and for a request that failed or was cancelled after it may have reached the upstream.</param>
/// <param name="KeyVersion">Version of the sealing key it is sealed under.</param>
/// <param name="LeafHash">RFC 6962 leaf hash, 32 bytes.</param>
[GenerateSerializer, Immutable, Alias("dunes.sessions.entry")]
public sealed record ContextEntry(
    [property: Id(0)] long Seq,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string Kind,
    [property: Id(3)] byte[] Request,
    [property: Id(4)] byte[] Response,
    [property: Id(5)] int KeyVersion,
    [property: Id(6)] byte[] LeafHash);

using Dunes.Abstractions.Mcp;

namespace Dunes.Abstractions.Sessions;

/// <summary>A context's header and head, without its content.</summary>
/// <param name="Id">The context id; a legacy client knows it as <c>Mcp-Session-Id</c>.</param>
/// <param name="Tenant">Owner's tenant.</param>
/// <param name="OwnerIssuer">Owner's issuer.</param>
/// <param name="OwnerSubject">Owner's subject.</param>
/// <param name="Upstream">The upstream it is bound to.</param>
/// <param name="Era">The client's era.</param>
/// <param name="ProtocolVersion">The negotiated revision (legacy), or null.</param>
/// <param name="ClientName">What the client calls itself.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="ClosedAt">When it ended, or null while it is open.</param>
/// <param name="CloseReason">Why it ended: <c>client</c>, <c>idle</c>, <c>operator</c>, <c>upstream</c>.</param>
/// <param name="Size">Number of durable entries.</param>
/// <param name="Root">RFC 6962 root over the leaf hashes, 32 bytes.</param>
/// <param name="SignedSize">How many entries the newest signed head covers.</param>
/// <param name="ShreddedAt">When the context's own key was destroyed and with it what its entries say, or null.</param>
/// <param name="ShreddedBy">Who destroyed it: issuer and subject.</param>
[GenerateSerializer, Immutable, Alias("dunes.sessions.info")]
public sealed record ContextInfo(
    [property: Id(0)] string Id,
    [property: Id(1)] string Tenant,
    [property: Id(2)] string OwnerIssuer,
    [property: Id(3)] string OwnerSubject,
    [property: Id(4)] string Upstream,
    [property: Id(5)] ProtocolEra Era,
    [property: Id(6)] string? ProtocolVersion,
    [property: Id(7)] string? ClientName,
    [property: Id(8)] DateTimeOffset OpenedAt,
    [property: Id(9)] DateTimeOffset? ClosedAt,
    [property: Id(10)] string? CloseReason,
    [property: Id(11)] long Size,
    [property: Id(12)] byte[] Root,
    [property: Id(13)] long SignedSize,
    [property: Id(14)] DateTimeOffset? ShreddedAt = null,
    [property: Id(15)] string? ShreddedBy = null);

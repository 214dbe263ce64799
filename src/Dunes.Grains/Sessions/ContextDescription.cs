using Dunes.Abstractions.Sessions;
using Dunes.Transparency;

namespace Dunes.Grains.Sessions;

/// <summary>Shows header and head of a context.</summary>
internal static class ContextDescription
{
    /// <summary>What callers may know: no upstream session id, no keys.</summary>
    public static ContextInfo Of(string contextId, ContextHeader header, CompactRange durable, long signedSize) => new(
        contextId,
        header.Owner.Tenant,
        header.Owner.Issuer,
        header.Owner.Subject,
        header.Upstream,
        header.Era,
        header.Binding?.ProtocolVersion,
        header.ClientName,
        header.OpenedAt,
        header.ClosedAt,
        header.CloseReason,
        durable.Size,
        durable.Root(),
        signedSize,
        header.ShreddedAt,
        header.ShreddedBy);
}

using Dunes.Abstractions.Mcp;
using Dunes.Grains.Sessions;

namespace Dunes.Grains.Upstreams;

/// <summary>
/// One context's way to its upstream, message by message. Errors are <see cref="Abstractions.Errors.DunesException"/> with codes
/// <c>DUNES-UP-…</c>: Unavailable when nothing was sent, Unknown when it was sent and no answer came, Upstream when the upstream broke the
/// protocol, Gone when the upstream has forgotten its session. An error ends one call; others go on.
/// </summary>
internal interface IUpstreamConnection : IAsyncDisposable
{
    /// <summary>The upstream's own session id, once initialize was answered; null when it has none.</summary>
    string? SessionId { get; }

    /// <summary>Sends a request. What the upstream sends on the way comes first, in order; the answer, with the request's id, is the last message.</summary>
    IAsyncEnumerable<McpMessage> SendAsync(McpMessage request, CancellationToken cancellationToken);

    /// <summary>Sends a notification, or a response to a request of the upstream; done when the upstream has accepted it.</summary>
    Task DeliverAsync(McpMessage message, CancellationToken cancellationToken);

    /// <summary>What the upstream sends that belongs to no call, until cancelled; ends at once when the upstream has no such stream.</summary>
    IAsyncEnumerable<McpMessage> ListenAsync(CancellationToken cancellationToken);

    /// <summary>Tells the connection what initialize settled, so that later messages carry it and a lost connection can be made again.</summary>
    void Bind(UpstreamBinding binding);

    /// <summary>Ends the upstream's session, as far as it has one. Best effort.</summary>
    Task EndAsync(CancellationToken cancellationToken);
}

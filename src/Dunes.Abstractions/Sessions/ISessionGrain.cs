using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Mcp;
using Orleans.Concurrency;

namespace Dunes.Abstractions.Sessions;

/// <summary>
/// One context: its header, its upstream connection and its journal. The grain's key is the context id.
/// Every call checks that the caller owns the context: an id is a name, not a right.
/// </summary>
/// <remarks>
/// An answer in a completed <see cref="StreamPage"/> MUST be durable before the page is returned.
/// Errors are <see cref="Errors.DunesException"/>: NotFound for someone else's or unknown contexts, Gone for ended ones,
/// Integrity when stored data does not verify.
/// </remarks>
[Alias("dunes.ISessionGrain")]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>The stream of messages that answer no request (what a legacy client reads with GET).</summary>
    public const string ServerStream = "server";

    /// <summary>Opens the context; its header is durable when this returns. Opening twice with the same values is the same as once; with others, Conflict.</summary>
    [Alias("Open")]
    Task<ContextInfo> OpenAsync(OpenContext request);

    /// <summary>
    /// Sends a JSON-RPC request to the upstream. Returns when the answer is durable, when the upstream sent something else first,
    /// or after a few seconds of silence; the rest is read with <see cref="ReadAsync"/>.
    /// </summary>
    [Alias("Send"), AlwaysInterleave]
    Task<StreamPage> SendAsync(Principal caller, McpMessage request);

    /// <summary>
    /// Long poll: returns when there is a message at or after <paramref name="next"/>, or empty after some seconds. A message is kept until
    /// a read asks for one behind it; 0 asks for the oldest that is kept, so that a reader which remembers nothing can begin.
    /// </summary>
    [Alias("Read"), AlwaysInterleave]
    Task<StreamPage> ReadAsync(Principal caller, string stream, int next);

    /// <summary>Passes a notification, or the response to a request of the upstream, on to it.</summary>
    [Alias("Deliver"), AlwaysInterleave]
    Task DeliverAsync(Principal caller, McpMessage message);

    /// <summary>The client has gone from a stream: modern era, so the call is cancelled at the upstream (MCP 2026-07-28, transports).</summary>
    [Alias("Cancel"), AlwaysInterleave]
    Task CancelAsync(Principal caller, string stream);

    /// <summary>Header and head, for the owner.</summary>
    [Alias("Describe"), AlwaysInterleave]
    Task<ContextInfo> DescribeAsync(Principal caller);

    /// <summary>Ends the context. What it recorded stays; calls in flight end with an error.</summary>
    [Alias("Close"), AlwaysInterleave]
    Task CloseAsync(Principal caller);

    /// <summary>
    /// Closes the context and destroys its key: what was recorded in it can never be read again (role admin of the owner's tenant; others Forbidden or
    /// NotFound, an event). Durable when it returns; once more is the same as once. Conflict for a context that has no key of its own.
    /// </summary>
    [Alias("Shred")]
    Task ShredAsync(Principal caller);

    /// <summary>Wakes the grain so that it signs what a crash left unsigned. Does not prolong the context's life.</summary>
    [Alias("Recover"), AlwaysInterleave]
    Task RecoverAsync();
}

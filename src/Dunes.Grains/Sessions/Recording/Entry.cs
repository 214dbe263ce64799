namespace Dunes.Grains.Sessions.Recording;

/// <summary>An entry in the clear.</summary>
/// <param name="ContextId">Its context, at most 65,535 bytes of UTF-8.</param>
/// <param name="Seq">Its place, from 0.</param>
/// <param name="At">When it was recorded; milliseconds are kept.</param>
/// <param name="Kind">One of <see cref="EntryKind"/>.</param>
/// <param name="Request">The JSON-RPC request or notification.</param>
/// <param name="Response">The answer; empty for a notification, or when the request was sent and no answer came.</param>
internal sealed record Entry(string ContextId, long Seq, DateTimeOffset At, string Kind, byte[] Request, byte[] Response);

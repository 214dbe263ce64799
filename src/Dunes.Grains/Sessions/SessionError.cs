using System.Globalization;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Sessions;

/// <summary>The errors of contexts (docs/errors.md).</summary>
internal static class SessionError
{
    /// <summary>Code of what is unreadable for ever because its key was destroyed.</summary>
    public const string ShreddedCode = "DUNES-CTX-024";

    public static DunesException NotFound() => new("DUNES-CTX-001", ErrorKind.NotFound, "There is no such context.");

    public static DunesException Ended() => new("DUNES-CTX-002", ErrorKind.Gone, "The context has ended.");

    public static DunesException OpenedOtherwise() =>
        new("DUNES-CTX-003", ErrorKind.Conflict, "The context was opened with other values.");

    public static DunesException BadId() =>
        new("DUNES-CTX-004", ErrorKind.Invalid, "A context id is 1 to 128 visible ASCII characters.");

    public static DunesException NoRequest() => new("DUNES-CTX-005", ErrorKind.Invalid, "Only a JSON-RPC request can be sent.");

    public static DunesException NoDelivery() =>
        new("DUNES-CTX-006", ErrorKind.Invalid, "Only a notification or a response can be delivered.");

    public static DunesException TooManyCalls(int limit) =>
        new("DUNES-CTX-010", ErrorKind.Exhausted, $"The context has {limit} calls in flight, the most it may have; wait for answers.");

    public static DunesException DuplicateId() =>
        new("DUNES-CTX-011", ErrorKind.Conflict, "A request with this id is in flight in the session.");

    public static DunesException Cancelled() => new("DUNES-CTX-012", ErrorKind.Conflict, "The call was cancelled; it may have been done.");

    public static DunesException NoStream() => new("DUNES-CTX-013", ErrorKind.NotFound, "There is no such stream, or it was read to its end.");

    public static DunesException UnexpectedResponse() =>
        new("DUNES-CTX-015", ErrorKind.Invalid, "The upstream has no request with this id open.");

    public static DunesException InitializedAlready() =>
        new("DUNES-CTX-016", ErrorKind.Conflict, "The session is initialized already.");

    public static DunesException TooSlow() =>
        new("DUNES-CTX-017", ErrorKind.Exhausted, "The upstream sent more than the client has read; the call was ended. It may have been done.");

    public static DunesException NotRecorded() =>
        new("DUNES-CTX-020", ErrorKind.Unknown, "The exchange may have been done, but it is not known whether it was recorded.");

    public static DunesException WrittenElsewhere() =>
        new("DUNES-CTX-021", ErrorKind.Conflict, "Another activation has written to the context; the exchange may have been done and was not recorded.");

    public static DunesException Moved() =>
        new("DUNES-CTX-022", ErrorKind.Unknown, "The context moves to another process; the call may have been done.");

    public static DunesException Unreadable() =>
        new("DUNES-CTX-023", ErrorKind.Unavailable, "The context cannot be read now; nothing was done.");

    public static DunesException Shredded(string contextId, DateTimeOffset at) => new(
        ShreddedCode,
        ErrorKind.Gone,
        string.Create(CultureInfo.InvariantCulture, $"The key of the context {contextId} was destroyed on {at:u}: what was recorded in it can never be read again."));

    public static DunesException Shredded(string why) => new(ShreddedCode, ErrorKind.Gone, why);

    public static DunesException SealingKeyDestroyed(string tenant) => new(
        "DUNES-CTX-025",
        ErrorKind.Conflict,
        $"Nothing more can be recorded for the tenant {tenant}: its key {KeyName.ContextSealing(tenant)} was destroyed. Restore that key from a backup (dunes keys restore), or use another tenant.");

    public static DunesException NotShreddable() => new(
        "DUNES-CTX-026", ErrorKind.Conflict, "The context was opened before contexts had keys of their own; only by destroying the tenant's sealing key, or the versions it is under, can it be shredded.");

    public static DunesException ShredDenied() => new("DUNES-CTX-027", ErrorKind.Forbidden, "Shredding a context needs the role admin in its tenant.");

    public static DunesException NotSettled() => new(
        "DUNES-CTX-028", ErrorKind.Unavailable, "The context is closed; its last entries are not signed yet, so it is not shredded. Try again in some seconds.");
}

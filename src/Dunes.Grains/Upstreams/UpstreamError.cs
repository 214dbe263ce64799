using Dunes.Abstractions.Errors;

namespace Dunes.Grains.Upstreams;

/// <summary>The errors of upstreams (docs/errors.md). Texts never repeat what an upstream said.</summary>
internal static class UpstreamError
{
    /// <summary>The upstream has forgotten its session, and the context ends with it.</summary>
    public const string SessionLostCode = "DUNES-UP-004";

    public static DunesException NotConfigured(string name) =>
        new("DUNES-UP-001", ErrorKind.NotFound, $"There is no upstream '{name}'.");

    public static DunesException Unreachable(string name) =>
        new("DUNES-UP-002", ErrorKind.Unavailable, $"Upstream '{name}' cannot be reached; nothing was sent.");

    public static DunesException NoAnswer(string name) =>
        new("DUNES-UP-003", ErrorKind.Unknown, $"Upstream '{name}' was sent the request and gave no answer in time, or the connection broke; it may have been done.");

    public static DunesException SessionLost(string name) =>
        new(SessionLostCode, ErrorKind.Gone, $"Upstream '{name}' has ended its session; initialize again.");

    public static DunesException Refused(string name, int status) =>
        new("DUNES-UP-005", ErrorKind.Upstream, $"Upstream '{name}' refused the request with HTTP status {status}.");

    public static DunesException Malformed(string name, string what) =>
        new("DUNES-UP-006", ErrorKind.Upstream, $"Upstream '{name}' broke the protocol: {what}");

    public static DunesException TooLarge(string name, long limit) =>
        new("DUNES-UP-007", ErrorKind.Upstream, $"Upstream '{name}' sent a message of more than {limit} bytes.");

    public static DunesException ProcessEnded(string name) =>
        new("DUNES-UP-008", ErrorKind.Unknown, $"The process of upstream '{name}' ended before it answered; it may have been done. The next call starts it again.");

    public static DunesException NotStarted(string name) =>
        new("DUNES-UP-009", ErrorKind.Unavailable, $"The command of upstream '{name}' could not be started; nothing was sent.");
}

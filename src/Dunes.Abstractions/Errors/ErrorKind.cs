namespace Dunes.Abstractions.Errors;

/// <summary>What a caller can do about an error; the gateway maps it to an HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>The request is malformed or out of limits (400).</summary>
    Invalid,

    /// <summary>The caller may not do this (403).</summary>
    Forbidden,

    /// <summary>No such thing, or not this caller's (404).</summary>
    NotFound,

    /// <summary>The state has changed meanwhile (409).</summary>
    Conflict,

    /// <summary>It existed and has ended (404 to an MCP client, 410 in the API).</summary>
    Gone,

    /// <summary>A limit is reached; try again later (429).</summary>
    Exhausted,

    /// <summary>A part that is needed cannot be reached now; nothing was done (503).</summary>
    Unavailable,

    /// <summary>It may or may not have been done (504).</summary>
    Unknown,

    /// <summary>The upstream server failed or broke the protocol (502).</summary>
    Upstream,

    /// <summary>Stored data does not verify; it is not shown as good (500).</summary>
    Integrity,
}

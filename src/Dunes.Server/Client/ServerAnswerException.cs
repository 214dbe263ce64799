using System.Net;
using Dunes.Cryptography.Sealing;

namespace Dunes.Server.Client;

/// <summary>The server answered with an error (RFC 9457 problem, or an OAuth error).</summary>
/// <param name="status">HTTP status.</param>
/// <param name="code">The problem's code, or null where there was none.</param>
/// <param name="detail">The problem's text.</param>
internal sealed class ServerAnswerException(HttpStatusCode status, string? code, string detail) : Exception(detail)
{
    /// <summary>HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The problem's code, or null where there was none.</summary>
    public string? Code { get; } = code;

    /// <summary>
    /// The server could tell that what is stored does not verify, or that what it had listed is not there: a fault of the data.
    /// Everything else says nothing about the data.
    /// </summary>
    public bool IsAboutData => Code is not null && !Code.StartsWith("DUNES-API-", StringComparison.Ordinal) && Status is HttpStatusCode.InternalServerError or HttpStatusCode.NotFound;

    /// <summary>As the end of a command.</summary>
    public DunesErrorException ToError() => new(
        Status switch
        {
            _ when Code is SealingException.NotAMessageCode or SealingException.MismatchCode => ExitCodes.FaultsFound,
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCodes.NotAllowed,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => ExitCodes.NotFound,
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => ExitCodes.Unreachable,
            _ => ExitCodes.Other,
        },
        Code ?? DunesErrors.BadAnswer,
        $"{Message} (HTTP {(int)Status})",
        this);
}

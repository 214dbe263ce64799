using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Dunes.Gateway.Identity;

/// <summary>Why a caller was not authenticated.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Description">For the client's <c>error_description</c> (RFC 6750) and the event: no part of the token.</param>
internal sealed record AuthFailure(string Code, string Description)
{
    public static readonly AuthFailure Missing = new("DUNES-AUTH-001", "No bearer token was sent");
    public static readonly AuthFailure Malformed = new("DUNES-AUTH-002", "The token is not a well-formed access token");
    public static readonly AuthFailure Expired = new("DUNES-AUTH-003", "The token has expired or is not valid yet");
    public static readonly AuthFailure Issuer = new("DUNES-AUTH-004", "The token is of another issuer");
    public static readonly AuthFailure Audience = new("DUNES-AUTH-005", "The token is for another audience");
    public static readonly AuthFailure Algorithm = new("DUNES-AUTH-006", "The token's algorithm is not allowed");
    public static readonly AuthFailure Signature = new("DUNES-AUTH-007", "The token's key is unknown or its signature is wrong");
    public static readonly AuthFailure Claims = new("DUNES-AUTH-008", "The token's subject, tenant or roles are not acceptable");
    public static readonly AuthFailure LocalSecret = new("DUNES-AUTH-009", "The local credential is wrong");

    /// <summary>Reads what validation found wrong.</summary>
    public static AuthFailure Of(Exception? exception, string token)
    {
        // "none" and symmetric algorithms fail as signatures, by whichever check comes first: what the header says tells them apart.
        if (AlgorithmOf(token) is not (null or SecurityAlgorithms.EcdsaSha256))
            return Algorithm;
        return exception switch
        {
            SecurityTokenExpiredException or SecurityTokenNotYetValidException or SecurityTokenInvalidLifetimeException
                or SecurityTokenNoExpirationException => Expired,
            SecurityTokenInvalidIssuerException => Issuer,
            SecurityTokenInvalidAudienceException => Audience,
            SecurityTokenInvalidAlgorithmException => Algorithm,
            SecurityTokenInvalidTypeException => Malformed,
            SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException => Signature,
            AggregateException { InnerExceptions: [var first, ..] } => Of(first, token),
            _ => Malformed,
        };
    }

    private static string? AlgorithmOf(string token)
    {
        try
        {
            return new JsonWebToken(token).Alg;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }
}

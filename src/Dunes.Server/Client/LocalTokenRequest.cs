using System.Globalization;
using Dunes.Gateway.Identity;

namespace Dunes.Server.Client;

/// <summary>Asks for a token with the credential that a server leaves in its data directory: whoever may read it may have one of any role.</summary>
internal static class LocalTokenRequest
{
    /// <summary>A request for a token. Throws <see cref="DunesErrorException"/> <c>DUNES-CLI-004</c> when the credential cannot be read.</summary>
    public static HttpRequestMessage Create(ServerLocation location, TokenRequest request)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = LocalCredential.ClientId,
            ["client_secret"] = Read(location),
            ["role"] = request.Role,
        };
        if (request.Tenant is { } tenant)
            form["tenant"] = tenant;
        if (request.Subject is { } subject)
            form["subject"] = subject;
        if (request.Lifetime is { } lifetime)
            form["lifetime"] = ((long)lifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return new(HttpMethod.Post, "connect/token") { Content = new FormUrlEncodedContent(form) };
    }

    private static string Read(ServerLocation location)
    {
        if (location.DataDirectory is null)
        {
            throw new DunesErrorException(
                ExitCodes.NotAllowed, DunesErrors.NoCredential, "There is no token: give one with --token or DUNES_TOKEN, or name the server's data directory with --data.");
        }

        try
        {
            if (LocalCredential.ReadFrom(location.DataDirectory) is { } secret)
                return secret;
            throw NotReadable(location.DataDirectory, inner: null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotReadable(location.DataDirectory, e);
        }
    }

    private static DunesErrorException NotReadable(string directory, Exception? inner) => new(
        ExitCodes.NotAllowed,
        DunesErrors.NoCredential,
        $"The credential in {directory} cannot be read: run as the account that runs the server, or give a token with --token or DUNES_TOKEN.",
        inner);
}

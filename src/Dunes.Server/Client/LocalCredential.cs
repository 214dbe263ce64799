using System.Globalization;

namespace Dunes.Server.Client;

/// <summary>The credential a server leaves in its data directory: whoever may read it may get a token of any role.</summary>
internal static class LocalCredential
{
    private const string FileName = "local-credential";

    /// <summary>A request for a token. Throws <see cref="DunesErrorException"/> <c>DUNES-CLI-004</c> when the credential cannot be read.</summary>
    public static HttpRequestMessage CreateRequest(ServerLocation location, TokenRequest request)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "local",
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
            return File.ReadAllText(Path.Combine(location.DataDirectory, FileName)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DunesErrorException(
                ExitCodes.NotAllowed,
                DunesErrors.NoCredential,
                $"The credential in {location.DataDirectory} cannot be read: run as the account that runs the server, or give a token with --token or DUNES_TOKEN.",
                e);
        }
    }
}

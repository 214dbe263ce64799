using Dunes.Server.Hosting;

namespace Dunes.Server.Client;

/// <summary>Where a server is, and the data directory that allows to enter it without a token.</summary>
/// <param name="Url">Its address.</param>
/// <param name="DataDirectory">Its data directory on this machine, or null when only its address is known.</param>
internal sealed record ServerLocation(Uri Url, string? DataDirectory)
{
    /// <summary>
    /// An explicit address wins; otherwise the address that a running server left in its data directory.
    /// Throws <see cref="DunesErrorException"/> <c>DUNES-CLI-002</c> when there is none.
    /// </summary>
    public static ServerLocation Find(string? url, string dataDirectory)
    {
        var directory = Path.GetFullPath(dataDirectory);
        if (url is not null)
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? new(address, Directory.Exists(directory) ? directory : null)
                : throw new DunesErrorException(ExitCodes.Configuration, DunesErrors.Usage, $"'{url}' is no server address; allowed: http://<host>:<port> or https://<host>:<port>.");
        }

        var found = ServerAddress.Read(directory) ?? throw new DunesErrorException(
            ExitCodes.Unreachable,
            DunesErrors.NoServer,
            $"No server is running on the data directory {directory}. Start one with `dunes serve`, or name one with --url or --data.");
        return new(found.Url, directory);
    }
}

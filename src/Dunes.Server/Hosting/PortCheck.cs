using System.Net;
using System.Net.Sockets;

namespace Dunes.Server.Hosting;

/// <summary>
/// Tells that a port is taken before anything is started on it: the parts that listen later report it in many words, and late.
/// Between the check and the use somebody may still come first; then the use fails.
/// </summary>
internal static class PortCheck
{
    /// <summary>Throws <see cref="DunesErrorException"/> <c>DUNES-CFG-002</c> when something listens on the port already. Port 0 is never taken.</summary>
    /// <param name="address">Where it will be listened on.</param>
    /// <param name="port">The port.</param>
    /// <param name="use">What for, in the middle of a sentence.</param>
    /// <param name="setting">How to choose another.</param>
    public static void EnsureFree(IPAddress address, int port, string use, string setting)
    {
        if (port == 0)
            return;
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw Taken(port, use, setting, e);
        }
        catch (SocketException e)
        {
            throw new DunesErrorException(ExitCodes.PortTaken, DunesErrors.PortTaken, $"Port {port} on {address} ({use}) cannot be listened on: {e.Message}. {setting}", e);
        }
    }

    /// <summary>The error for a taken port.</summary>
    public static DunesErrorException Taken(int port, string use, string setting, Exception inner) =>
        new(ExitCodes.PortTaken, DunesErrors.PortTaken, $"Port {port} ({use}) is taken by another process. {setting}", inner);
}

using System.Net;
using System.Net.Sockets;

namespace Dunes.Testing;

/// <summary>Loopback TCP ports that nobody listens on.</summary>
public static class FreePort
{
    // Below the ports that systems give to outgoing connections (RFC 6335: from 49152 on; Linux: from 32768 on), one of which might take it before a server does.
    private const int First = 15_000;
    private const int Last = 32_000;

    private static readonly HashSet<int> Given = [];

    /// <summary>A port that was free a moment ago; this process is given each once.</summary>
    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                var port = Random.Shared.Next(First, Last);
                if (IsFree(port) && Given.Add(port))
                    return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException)
        {
            return false;
        }

        // A process that is being started by another thread just now has a copy of the socket until it runs its own program.
        try
        {
            using var client = new TcpClient(AddressFamily.InterNetwork);
            client.Connect(IPAddress.Loopback, port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}

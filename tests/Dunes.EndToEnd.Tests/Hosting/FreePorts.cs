using System.Net;
using System.Net.Sockets;

namespace Dunes.EndToEnd.Tests.Hosting;

/// <summary>Ports that nobody listened on a moment ago, each given out once by this process.</summary>
internal static class FreePorts
{
    private static readonly HashSet<int> Given = [];

    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                using var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                var port = ((IPEndPoint)listener.LocalEndpoint).Port;
                if (Given.Add(port))
                    return port;
            }
        }
    }
}

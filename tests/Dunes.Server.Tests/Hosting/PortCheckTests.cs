using System.Net;
using System.Net.Sockets;
using Dunes.Server.Hosting;

namespace Dunes.Server.Tests.Hosting;

public sealed class PortCheckTests
{
    [Fact]
    public void A_port_is_taken_while_somebody_listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var error = Assert.Throws<DunesErrorException>(() => PortCheck.EnsureFree(IPAddress.Loopback, port, "HTTP", "Choose another with --urls."));
        Assert.Equal((ExitCodes.PortTaken, "DUNES-CFG-002"), (error.ExitCode, error.Code));
        Assert.Contains($"Port {port} (HTTP) is taken", error.Message);
        Assert.Contains("--urls", error.Message);

        listener.Stop();
        PortCheck.EnsureFree(IPAddress.Loopback, port, "HTTP", "");
    }

    [Fact]
    public void Port_0_is_whichever_is_free() => PortCheck.EnsureFree(IPAddress.Loopback, 0, "HTTP", "");
}

using System.Net;
using System.Net.Sockets;
using Dunes.Server.Hosting;
using Dunes.Testing;

namespace Dunes.Server.Tests.Hosting;

[Collection(ProcessesCollection.Name)]
public sealed class PortCheckTests
{
    [Fact]
    public void A_port_is_taken_while_somebody_listens()
    {
        var port = FreePort.Next();
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
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

using Dunes.EndToEnd.Tests.Hosting;

namespace Dunes.EndToEnd.Tests.Upstreams;

/// <summary>A server with the demo on stdio (<c>demo</c>) and the same features over HTTP (<c>http</c>), for the tests of a class.</summary>
public sealed class BothUpstreams : IAsyncLifetime
{
    private HttpUpstream upstream = null!;

    /// <summary>The server.</summary>
    public DunesProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await HttpUpstream.StartAsync();
        Server = await DunesProcess.StartAsync(upstream.Settings());
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        upstream.Dispose();
    }
}

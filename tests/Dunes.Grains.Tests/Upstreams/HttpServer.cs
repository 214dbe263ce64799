using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Tests.Upstreams;

/// <summary>An upstream in this process that does what a test wants.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private HttpServer(WebApplication app) => this.app = app;

    public string Url => app.Urls.First() + "/mcp";

    public static async Task<HttpServer> StartAsync(RequestDelegate handler)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var built = builder.Build();
        built.Run(handler);
        await built.StartAsync();
        return new HttpServer(built);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

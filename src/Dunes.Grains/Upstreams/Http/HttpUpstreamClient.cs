using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Dunes.Grains.Upstreams.Http;

/// <summary>The connection pool to one upstream.</summary>
internal static class HttpUpstreamClient
{
    /// <summary>A client without limits of its own: every call sets its own times, and a stream may last for hours.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes of its handler.")]
    public static HttpClient Create() => new(new SocketsHttpHandler
    {
        // A redirect would carry configured credentials to another place, and cookies would join what belongs to different contexts.
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        EnableMultipleHttp2Connections = true,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}

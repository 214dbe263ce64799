using Dunes.Gateway.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Dunes.Gateway.Mcp;

/// <summary>Which web pages may call: against DNS rebinding (MCP, transports, security). Programs that are no browser send no Origin.</summary>
internal sealed class OriginPolicy(PublicUrl url, IOptions<GatewayOptions> options)
{
    public bool Allows(HttpRequest request)
    {
        var header = request.Headers.Origin;
        if (header.Count == 0)
            return true;
        if (header.Count > 1 || !Uri.TryCreate(header[0], UriKind.Absolute, out var origin) || origin.Scheme is not ("http" or "https"))
            return false;
        if (IsSame(origin, url.Value))
            return true;
        foreach (var allowed in options.Value.Mcp.AllowedOrigins)
        {
            if (IsSame(origin, new Uri(allowed)))
                return true;
        }
        return origin.IsLoopback && url.IsLoopbackOnly;
    }

    private static bool IsSame(Uri a, Uri b) =>
        Uri.Compare(a, b, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
}

using System.ComponentModel.DataAnnotations;
using Dunes.Gateway.Api.OpenApi;
using Dunes.Gateway.Mcp;

namespace Dunes.Gateway;

/// <summary>Section <c>Dunes</c>, as far as the gateway reads it.</summary>
public sealed class GatewayOptions : IValidatableObject
{
    /// <summary>
    /// The address clients use: scheme, host and port, nothing else. Tokens name it as issuer and audience.
    /// Default: the first address that this process listens on.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Where the local credential is written. Default <c>./data</c>.</summary>
    [Required]
    public string DataDirectory { get; set; } = "./data";

    /// <summary>Settings of <c>/mcp</c>.</summary>
    public McpOptions Mcp { get; set; } = new();

    /// <summary>Settings of <c>/openapi/v1.json</c>.</summary>
    public OpenApiOptions OpenApi { get; set; } = new();

    /// <summary>Names that <c>/mcp/{upstream}</c> knows; set by the server from <c>Upstreams</c>.</summary>
    public ISet<string> UpstreamNames { get; } = new HashSet<string>();

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl is { } url && !IsOrigin(url))
            yield return new("PublicUrl is scheme, host and port only, http or https, for instance https://mcp.example.org", [nameof(PublicUrl)]);
        foreach (var origin in Mcp.AllowedOrigins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var parsed) || !IsOrigin(parsed))
                yield return new($"Mcp:AllowedOrigins: '{origin}' is no origin, for instance https://app.example.org", [nameof(Mcp)]);
        }
        if (Mcp.MaxBodyBytes is < 1024 or > 1 << 30)
            yield return new("Mcp:MaxBodyBytes is 1 KiB to 1 GiB", [nameof(Mcp)]);
    }

    private static bool IsOrigin(Uri url) =>
        url is { IsAbsoluteUri: true, Scheme: "http" or "https", PathAndQuery: "/", Fragment: "", UserInfo: "" };
}

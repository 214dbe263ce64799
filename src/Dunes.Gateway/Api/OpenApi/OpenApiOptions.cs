namespace Dunes.Gateway.Api.OpenApi;

/// <summary>Section <c>Dunes:OpenApi</c>.</summary>
public sealed class OpenApiOptions
{
    /// <summary>Serve <c>/openapi/v1.json</c>, to anyone who reaches the port. Default true.</summary>
    public bool Enabled { get; set; } = true;
}

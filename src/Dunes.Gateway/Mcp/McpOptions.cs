namespace Dunes.Gateway.Mcp;

/// <summary>Section <c>Dunes:Mcp</c>.</summary>
public sealed class McpOptions
{
    /// <summary>Longest request body in bytes; longer ones get 413. Default 4 MiB, 1 KiB to 1 GiB.</summary>
    public int MaxBodyBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Origins of web pages that may call <c>/mcp</c>, beside the public url and, where only loopback is listened on, loopback. Default none.</summary>
    public IList<string> AllowedOrigins { get; set; } = [];

    /// <summary>Silence on an event stream after which a comment line is sent, so that proxies keep the connection. Default 15 s.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);
}

namespace Dunes.Grains.Upstreams;

/// <summary>An MCP server behind the gateway, <c>Dunes:Upstreams:&lt;name&gt;</c>: a stdio command, or a Streamable HTTP url. Exactly one of the two.</summary>
public sealed class UpstreamOptions
{
    /// <summary>Executable of a stdio server; looked up in <c>PATH</c>. One process runs for each context.</summary>
    public string? Command { get; set; }

    /// <summary>Its arguments, passed one by one: no shell reads them.</summary>
    public IList<string> Arguments { get; set; } = [];

    /// <summary>What it finds in its environment besides the few variables every program needs. Nothing else of this process's environment is passed on.</summary>
    public IDictionary<string, string> Environment { get; set; } = new Dictionary<string, string>();

    /// <summary>Where it runs; default: where this process runs.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>The endpoint of a Streamable HTTP server, http or https.</summary>
    public string? Url { get; set; }

    /// <summary>Headers of every request to it, for instance <c>Authorization</c>. A client's own headers and token are never passed on.</summary>
    public IDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    /// <summary>Longest wait for the first sign of an answer (HTTP: its headers). Default 60 seconds.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest silence within an answer that has begun; an answer that shows life may take any time. Default 5 minutes.</summary>
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromMinutes(5);
}

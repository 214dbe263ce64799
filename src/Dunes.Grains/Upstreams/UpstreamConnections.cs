using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Dunes.Abstractions.Mcp;
using Dunes.Grains.Sessions;
using Dunes.Grains.Upstreams.Http;
using Dunes.Grains.Upstreams.Stdio;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dunes.Grains.Upstreams;

/// <summary>Opens connections to the configured upstreams. All contexts of a silo share one pool of HTTP connections for each upstream.</summary>
internal sealed class UpstreamConnections(IOptions<UpstreamsOptions> options, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<HttpClient>> clients = new(StringComparer.Ordinal);

    /// <summary>Whether there is an upstream of this name.</summary>
    public bool Exists(string name) => options.Value.Upstreams.ContainsKey(name);

    /// <summary>A connection for one context; nothing is sent or started yet. Throws <c>DUNES-UP-001</c> when there is no such upstream.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes of the connection.")]
    public IUpstreamConnection Open(string name, ProtocolEra era, UpstreamBinding? binding)
    {
        if (!options.Value.Upstreams.TryGetValue(name, out var upstream))
            throw UpstreamError.NotConfigured(name);
        IUpstreamConnection connection = upstream.Url is { Length: > 0 }
            ? new HttpUpstreamConnection(name, upstream, era, ClientFor(name), time, loggers.CreateLogger<HttpUpstreamConnection>())
            : new StdioUpstreamConnection(name, upstream, time, loggers.CreateLogger<StdioUpstreamConnection>());
        if (binding is not null)
            connection.Bind(binding);
        return connection;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in clients.Values.Where(c => c.IsValueCreated))
            client.Value.Dispose();
    }

    private HttpClient ClientFor(string name) => clients.GetOrAdd(name, _ => new Lazy<HttpClient>(HttpUpstreamClient.Create)).Value;
}

using Dunes.EndToEnd.Tests.Clients;

namespace Dunes.EndToEnd.Tests.Upstreams;

/// <summary>The demo's features over Streamable HTTP on the official SDK, as a process of its own: it lives on when a server is killed.</summary>
public sealed class HttpUpstream : IDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly DotnetProcess process = new("Dunes.TestUpstream", "--urls", "http://127.0.0.1:0");

    private HttpUpstream()
    {
    }

    /// <summary>Its MCP endpoint.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>Settings of a server that has it as the upstream <c>http</c>, and the given ones.</summary>
    public Dictionary<string, string> Settings(params (string Key, string Value)[] more)
    {
        var settings = more.ToDictionary(setting => setting.Key, setting => setting.Value);
        settings["Dunes:Upstreams:http:Url"] = Endpoint.AbsoluteUri;
        return settings;
    }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<HttpUpstream> StartAsync()
    {
        var upstream = new HttpUpstream();
        while (await upstream.process.Output.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is not (>= 0 and var at))
                continue;
            upstream.Endpoint = new Uri(new Uri(line[(at + Listening.Length)..].Trim()), "/mcp");
            _ = upstream.process.Output.BaseStream.CopyToAsync(Stream.Null);
            return upstream;
        }

        upstream.Dispose();
        throw new EndOfStreamException("The upstream ended before it listened.");
    }

    public void Dispose() => process.Dispose();
}

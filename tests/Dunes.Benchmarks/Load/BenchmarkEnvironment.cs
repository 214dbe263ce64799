using System.Diagnostics;
using Dunes.EndToEnd.Tests.Hosting;
using Dunes.Testing;

namespace Dunes.Benchmarks.Load;

/// <summary>An HTTP upstream on the official SDK, a database, and the gateway in front of both, as processes of their own.</summary>
internal sealed class BenchmarkEnvironment : IAsyncDisposable
{
    private readonly PostgresServer? postgres;
    private readonly ChildProgram upstream;
    private readonly DunesProcess server;

    private BenchmarkEnvironment(PostgresServer? postgres, ChildProgram upstream, int upstreamPort, DunesProcess server, string token)
    {
        this.postgres = postgres;
        this.upstream = upstream;
        this.server = server;
        UpstreamPort = upstreamPort;
        Token = token;
    }

    public int UpstreamPort { get; }

    public string Token { get; }

    public Uri GatewayUrl => new(server.Url, "mcp/http");

    /// <summary>Resident memory of the gateway process in bytes.</summary>
    public long ServerMemory
    {
        get
        {
            using var process = Process.GetProcessById(server.Pid);
            return process.WorkingSet64;
        }
    }

    public static async Task<BenchmarkEnvironment> StartAsync(string provider)
    {
        var settings = new Dictionary<string, string>();
        PostgresServer? database = null;
        if (provider == "PostgreSql")
        {
            // With fsync, as a database is run: what is measured is durable.
            database = new PostgresServer { Durable = true };
            await database.InitializeAsync();
            settings["Dunes:Storage:Provider"] = provider;
            settings["Dunes:Storage:ConnectionString"] = await database.CreateDatabaseAsync();
        }
        var upstreamPort = FreePort.Next();
        var http = await ChildProgram.StartAsync("Dunes.TestUpstream.dll", upstreamPort, "--urls", $"http://localhost:{upstreamPort}");
        settings["Dunes:Upstreams:http:Url"] = $"http://localhost:{upstreamPort}/mcp";
        var gateway = await DunesProcess.StartAsync(settings, "--no-demo");
        return new(database, http, upstreamPort, gateway, await gateway.TokenAsync("agent"));
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        upstream.Dispose();
        if (postgres is not null)
            await postgres.DisposeAsync();
    }
}

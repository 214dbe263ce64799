using Dunes.EndToEnd.Tests.Hosting;
using Dunes.Testing;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>Several server processes on one PostgreSQL, with one key encryption key; and an administrator at each.</summary>
internal sealed class KeyCluster : IAsyncDisposable
{
    private readonly DirectoryInfo shared = Directory.CreateTempSubdirectory("dunes-shared-");
    private readonly List<DunesProcess> servers = [];
    private readonly List<KeysClient> admins = [];

    private KeyCluster()
    {
    }

    /// <summary>The processes.</summary>
    public IReadOnlyList<DunesProcess> Servers => servers;

    /// <summary>A client of each, in the same order.</summary>
    public IReadOnlyList<KeysClient> Admins => admins;

    /// <summary>Starts them one after the other: the first makes the root key.</summary>
    public static async Task<KeyCluster> StartAsync(PostgresServer postgres, int nodes)
    {
        var cluster = new KeyCluster();
        try
        {
            var settings = new Dictionary<string, string>
            {
                ["Dunes:Storage:Provider"] = "PostgreSql",
                ["Dunes:Storage:ConnectionString"] = await postgres.CreateDatabaseAsync(),
                ["Dunes:RootKey:KekFile"] = Path.Combine(cluster.shared.FullName, "root.kek"),
                ["Dunes:PublicUrl"] = "http://localhost/",
            };
            for (var i = 0; i < nodes; i++)
                cluster.servers.Add(await DunesProcess.StartAsync(settings, "--no-demo"));
            var token = await cluster.servers[0].TokenAsync("admin");
            var contract = await KeysClient.ContractAsync(cluster.servers[0]);
            cluster.admins.AddRange(cluster.servers.Select(server => KeysClient.With(server, token, contract)));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var admin in admins)
            admin.Dispose();
        foreach (var server in servers)
            await server.DisposeAsync();
        shared.Delete(recursive: true);
    }
}

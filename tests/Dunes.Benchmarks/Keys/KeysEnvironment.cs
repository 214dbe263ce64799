using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Dunes.EndToEnd.Tests.Hosting;
using Dunes.Testing;

namespace Dunes.Benchmarks.Keys;

/// <summary>Server processes on one durable PostgreSQL, and keys in it.</summary>
internal sealed class KeysEnvironment : IAsyncDisposable
{
    private const int CreatedAtOnce = 16;

    private readonly PostgresServer postgres = new() { Durable = true };
    private readonly DirectoryInfo shared = Directory.CreateTempSubdirectory("dunes-bench-");
    private readonly List<DunesProcess> servers = [];
    private readonly HttpClient http = new();

    private KeysEnvironment()
    {
    }

    /// <summary>Where the processes listen.</summary>
    public IReadOnlyList<Uri> Urls => [.. servers.Select(server => server.Url)];

    /// <summary>A token of an administrator, good at each of them.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Starts the processes one after the other.</summary>
    public static async Task<KeysEnvironment> StartAsync(int nodes)
    {
        if (PostgresServer.Missing is { } reason)
            throw new InvalidOperationException(reason);
        var environment = new KeysEnvironment();
        await environment.postgres.InitializeAsync();
        var settings = new Dictionary<string, string>
        {
            ["Dunes:Storage:Provider"] = "PostgreSql",
            ["Dunes:Storage:ConnectionString"] = await environment.postgres.CreateDatabaseAsync(),
            ["Dunes:RootKey:KekFile"] = Path.Combine(environment.shared.FullName, "root.kek"),
            ["Dunes:PublicUrl"] = "http://localhost/",
        };
        for (var i = 0; i < nodes; i++)
            environment.servers.Add(await DunesProcess.StartAsync(settings, "--no-demo"));
        environment.Token = await environment.servers[0].TokenAsync("admin");
        environment.http.BaseAddress = environment.servers[0].Url;
        environment.http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", environment.Token);
        return environment;
    }

    /// <summary>Makes so many keys of an algorithm, with a name for each.</summary>
    public async Task<IReadOnlyList<string>> CreateKeysAsync(string algorithm, int count)
    {
        var names = Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{algorithm}.{count}.{i}")).ToArray();
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = CreatedAtOnce }, async (name, _) => await PostAsync("v1/keys", new { name, algorithm }));
        return names;
    }

    /// <summary>An answer of the first process.</summary>
    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body, JsonSerializerOptions.Web);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        foreach (var server in servers)
            await server.DisposeAsync();
        await postgres.DisposeAsync();
        shared.Delete(recursive: true);
    }
}

namespace Dunes.Benchmarks.Load;

/// <summary>Memory of idle sessions: opens them through the gateway, one call in each, and reads the server's resident memory before and after.</summary>
internal static class IdleSessionsBenchmark
{
    private const int Parallel = 16;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var sessions = arguments.Number("--sessions", 10_000);
        await using var environment = await BenchmarkEnvironment.StartAsync(arguments.Text("--provider", "PostgreSql"));
        using var http = new HttpClient();

        // The first sessions pay for code and pools that all others share.
        await OpenAsync(http, environment, Parallel * 8);
        await SettleAsync();
        var before = environment.ServerMemory;
        await OpenAsync(http, environment, sessions);
        await SettleAsync();
        var after = environment.ServerMemory;
        Console.WriteLine($"{sessions} idle sessions: {before / 1e6:N0} MB before, {after / 1e6:N0} MB after, {(after - before) / 1024.0 / sessions:N1} KiB each");
        return 0;
    }

    private static async Task OpenAsync(HttpClient http, BenchmarkEnvironment environment, int count)
    {
        await System.Threading.Tasks.Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (_, _) =>
        {
            var session = await McpSession.OpenAsync(http, environment.GatewayUrl, environment.Token);
            using var connection = await RawHttpConnection.OpenAsync(environment.GatewayUrl);
            if (await connection.ExchangeAsync(session.EchoRequest()) != 200)
                throw new InvalidOperationException(connection.LastAnswer);
        });
    }

    private static Task SettleAsync() => Task.Delay(TimeSpan.FromSeconds(15));
}

using Dunes.EndToEnd.Tests.Hosting;
using Dunes.Testing;

namespace Dunes.Benchmarks.Load;

/// <summary>
/// <c>tools/call echo</c> in one run: directly at an HTTP upstream on the official SDK, through a plain YARP proxy in front of it, and through the gateway with
/// identity, recording and audit on. All processes share this machine with the load.
/// </summary>
internal static class LoadBenchmark
{
    public const string Direct = "direct";
    public const string Proxy = "YARP";
    public const string Gateway = "gateway";

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var seconds = TimeSpan.FromSeconds(arguments.Number("--seconds", 10));
        var warmUp = TimeSpan.FromSeconds(arguments.Number("--warm-up", 5));
        var connections = arguments.Text("--connections", "1,16,64").Split(',').Select(int.Parse).ToArray();
        await using var environment = await BenchmarkEnvironment.StartAsync(arguments.Text("--provider", "PostgreSql"));

        var proxyPort = FreePort.Next();
        using var proxy = await ChildProgram.StartAsync(
            "Dunes.Benchmarks.dll", proxyPort, "yarp", $"http://localhost:{proxyPort}", $"http://localhost:{environment.UpstreamPort}");
        var targets = new (string Name, Uri Url, string? Token)[]
        {
            (Direct, new($"http://localhost:{environment.UpstreamPort}/mcp"), null),
            (Proxy, new($"http://localhost:{proxyPort}/mcp"), null),
            (Gateway, environment.GatewayUrl, environment.Token),
        };
        var wanted = arguments.Text("--targets", "direct,YARP,gateway").Split(',');
        var results = new List<LoadResult>();
        foreach (var count in connections)
        {
            foreach (var (name, url, token) in targets.Where(t => wanted.Contains(t.Name)))
            {
                var result = await LoadGenerator.RunAsync(name, url, token, count, warmUp, seconds);
                Console.Error.WriteLine($"{count,4} {name,-8} {result.Rate,10:N0}/s p50 {result.Percentile(50):F2} ms p99 {result.Percentile(99):F2} ms {result.Errors} errors");
                results.Add(result);
            }
        }
        LoadTable.Print(results);
        return results.Any(r => r.Errors > 0) ? 1 : 0;
    }
}

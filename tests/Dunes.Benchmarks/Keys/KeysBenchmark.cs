using Dunes.Benchmarks.Load;

namespace Dunes.Benchmarks.Keys;

/// <summary>
/// The key service through HTTP: signatures (ML-DSA-65), verification, sealing of 1 KiB, and batches of 100, with one hot key and with many, at one server process
/// and at several. All processes share this machine with the load.
/// </summary>
internal static class KeysBenchmark
{
    // Half of what 16 connections get done is a load that a service is run at.
    private const int HalfLoadConnections = 16;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var seconds = TimeSpan.FromSeconds(arguments.Number("--seconds", 10));

        // The runtime compiles what is called often a second time, with what it has learnt.
        var warmUp = TimeSpan.FromSeconds(arguments.Number("--warm-up", 10));
        var connections = Numbers(arguments.Text("--connections", "1,16,64"));
        var operations = arguments.Text("--operations", "sign,verify,encrypt,batch-encrypt,batch-verify").Split(',');
        var primitive = PrimitiveRate.Verify(warmUp, seconds);
        Console.Error.WriteLine($"ML-DSA-65 verify alone: {primitive:N0}/s on {Environment.ProcessorCount} cores");
        var results = new List<KeysResult>();
        foreach (var nodes in Numbers(arguments.Text("--nodes", "1,3")))
        {
            await using var environment = await KeysEnvironment.StartAsync(nodes);
            foreach (var count in Numbers(arguments.Text("--keys", "1,1000")))
            {
                var signing = operations.Any(KeysWorkload.Signs) ? await environment.CreateKeysAsync("ML-DSA-65", count) : [];
                var sealing = operations.All(KeysWorkload.Signs) ? [] : await environment.CreateKeysAsync("DC2K-1", count);
                foreach (var operation in operations)
                {
                    // The requests of a batch are large; with one key they show what a batch can show.
                    if (count > 1 && operation.StartsWith("batch", StringComparison.Ordinal))
                        continue;
                    var workload = await KeysWorkload.CreateAsync(operation, environment, KeysWorkload.Signs(operation) ? signing : sealing);
                    foreach (var parallel in connections)
                        await MeasureAsync(parallel, rate: null);
                    if (operation == KeysWorkload.Encrypt && results.FindLast(result => result.Load.Connections == HalfLoadConnections && result.Operation == operation) is { } full)
                        await MeasureAsync(HalfLoadConnections, full.Load.Rate / 2);

                    async Task MeasureAsync(int parallel, double? rate)
                    {
                        var workers = await OpenAsync(environment, workload, parallel);
                        var load = await LoadGenerator.RunAsync(operation, workers, warmUp, seconds, rate);
                        var result = new KeysResult(nodes, count, rate is null ? operation : $"{operation}, half load", workload.ItemsPerCall, load);
                        results.Add(result);
                        Console.Error.WriteLine(result);
                    }
                }
            }
        }
        KeysTable.Print(results, primitive);
        return results.Any(result => result.Load.Errors > 0) ? 1 : 0;
    }

    private static async Task<IReadOnlyList<LoadWorker>> OpenAsync(KeysEnvironment environment, KeysWorkload workload, int connections)
    {
        var urls = environment.Urls;
        var workers = new List<LoadWorker>();
        for (var i = 0; i < connections; i++)
        {
            // Each begins at another key.
            var from = i * workload.Requests.Count / connections;
            workers.Add(new(await RawHttpConnection.OpenAsync(urls[i % urls.Count]), [.. workload.Requests.Skip(from), .. workload.Requests.Take(from)]));
        }
        return workers;
    }

    private static int[] Numbers(string list) => [.. list.Split(',').Select(int.Parse)];
}

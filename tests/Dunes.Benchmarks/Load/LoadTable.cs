namespace Dunes.Benchmarks.Load;

/// <summary>Prints results as a Markdown table, with each target's share of the plain proxy's rate at the same number of connections.</summary>
internal static class LoadTable
{
    public static void Print(IReadOnlyList<LoadResult> results)
    {
        Console.WriteLine();
        Console.WriteLine("| connections | target | calls/s | share of YARP | p50 ms | p99 ms | errors |");
        Console.WriteLine("| --: | --- | --: | --: | --: | --: | --: |");
        foreach (var group in results.GroupBy(r => r.Connections))
        {
            var proxy = group.FirstOrDefault(r => r.Target == LoadBenchmark.Proxy);
            foreach (var r in group)
            {
                var share = proxy is null ? "" : $"{r.Rate / proxy.Rate:P0}";
                Console.WriteLine($"| {r.Connections} | {r.Target} | {r.Rate:N0} | {share} | {r.Percentile(50):F2} | {r.Percentile(99):F2} | {r.Errors} |");
            }
        }
    }
}

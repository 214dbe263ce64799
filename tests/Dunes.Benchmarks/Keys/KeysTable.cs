namespace Dunes.Benchmarks.Keys;

/// <summary>Prints results as a Markdown table.</summary>
internal static class KeysTable
{
    /// <param name="results">What was measured.</param>
    /// <param name="primitive">Verifications per second that the primitive can do on all cores.</param>
    public static void Print(IReadOnlyList<KeysResult> results, double primitive)
    {
        Console.WriteLine();
        Console.WriteLine($"ML-DSA-65 verification without the service, on all {Environment.ProcessorCount} cores: {primitive:N0}/s");
        Console.WriteLine();
        Console.WriteLine("| nodes | keys | operation | connections | items/s | share of the primitive | p50 ms | p99 ms | errors |");
        Console.WriteLine("| --: | --: | --- | --: | --: | --: | --: | --: | --: |");
        foreach (var result in results)
        {
            var share = result.Operation == KeysWorkload.BatchVerify ? $"{result.ItemRate / primitive:P0}" : "";
            Console.WriteLine(
                $"| {result.Nodes} | {result.Keys} | {result.Operation} | {result.Load.Connections} | {result.ItemRate:N0} | {share} | {result.Load.Percentile(50):F2} | {result.Load.Percentile(99):F2} | {result.Load.Errors} |");
        }
    }
}

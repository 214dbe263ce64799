using Dunes.Benchmarks.Load;

namespace Dunes.Benchmarks.Keys;

/// <summary>What one operation did under one load.</summary>
/// <param name="Nodes">Server processes.</param>
/// <param name="Keys">Keys that were used in turn.</param>
/// <param name="Operation">What was called.</param>
/// <param name="ItemsPerCall">How many items a call had.</param>
/// <param name="Load">Rate and times of the calls.</param>
internal sealed record KeysResult(int Nodes, int Keys, string Operation, int ItemsPerCall, LoadResult Load)
{
    /// <summary>Signatures or messages per second.</summary>
    public double ItemRate => Load.Rate * ItemsPerCall;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Nodes} node(s) {Keys,4} key(s) {Load.Connections,3} connections {Operation,-20} {ItemRate,10:N0}/s p50 {Load.Percentile(50):F2} ms p99 {Load.Percentile(99):F2} ms {Load.Errors} errors";
}

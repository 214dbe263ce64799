using HdrHistogram;

namespace Dunes.Benchmarks.Load;

/// <summary>What one target did under one load.</summary>
internal sealed record LoadResult(string Target, int Connections, long Calls, long Errors, TimeSpan Elapsed, HistogramBase Microseconds)
{
    public double Rate => Calls / Elapsed.TotalSeconds;

    public double Percentile(double percentile) => Microseconds.GetValueAtPercentile(percentile) / 1000.0;
}

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Dunes.Cryptography.RootKeys;

/// <summary>Calls of KEK providers, measured: a device or a cloud is behind some, and calls cost time and money.</summary>
internal static class KekCalls
{
    private static readonly Meter Meter = new("Dunes");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "dunes.kek.duration",
        "s",
        "Duration of calls of KEK providers",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30] });

    public static ValueTask<WrappedKey> WrapAsync(IKekProvider provider, byte[] key, string purpose, CancellationToken cancellationToken) =>
        MeasureAsync(provider, "wrap", () => provider.WrapAsync(key, purpose, cancellationToken));

    public static ValueTask<byte[]> UnwrapAsync(IKekProvider provider, WrappedKey wrapped, string purpose, CancellationToken cancellationToken) =>
        MeasureAsync(provider, "unwrap", () => provider.UnwrapAsync(wrapped, purpose, cancellationToken));

    public static ValueTask<(byte[] Key, WrappedKey Wrapped)> GenerateAsync(
        IKekProvider provider, IKekGenerator generator, int size, string purpose, CancellationToken cancellationToken) =>
        MeasureAsync(provider, "generate", () => generator.GenerateAsync(size, purpose, cancellationToken));

    private static async ValueTask<T> MeasureAsync<T>(IKekProvider provider, string operation, Func<ValueTask<T>> call)
    {
        var start = Stopwatch.GetTimestamp();
        var outcome = "failure";
        try
        {
            var result = await call();
            outcome = "success";
            return result;
        }
        finally
        {
            Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new("provider", provider.Id), new("operation", operation), new("outcome", outcome));
        }
    }
}

using System.Diagnostics;
using HdrHistogram;

namespace Dunes.Benchmarks.Load;

/// <summary>Closed-loop load: every connection always has one call in flight; or, at a given rate, load that comes whether or not earlier calls are answered.</summary>
internal static class LoadGenerator
{
    /// <summary>MCP calls, each connection with a session of its own.</summary>
    public static async Task<LoadResult> RunAsync(string name, Uri target, string? token, int connections, TimeSpan warmUp, TimeSpan duration)
    {
        var workers = new List<LoadWorker>();
        using var http = new HttpClient();
        for (var i = 0; i < connections; i++)
        {
            var session = await McpSession.OpenAsync(http, target, token);
            workers.Add(new(await RawHttpConnection.OpenAsync(target), [session.EchoRequest()]));
        }
        return await RunAsync(name, workers, warmUp, duration);
    }

    /// <summary>Calls on connections that are open; they are closed at the end.</summary>
    /// <param name="name">What is called.</param>
    /// <param name="workers">The connections.</param>
    /// <param name="warmUp">What is not measured, before.</param>
    /// <param name="duration">What is measured.</param>
    /// <param name="rate">Calls per second of all connections together; null: as many as are answered.</param>
    public static async Task<LoadResult> RunAsync(string name, IReadOnlyList<LoadWorker> workers, TimeSpan warmUp, TimeSpan duration, double? rate = null)
    {
        await RunPhaseAsync(workers, warmUp, rate);
        var (calls, errors, elapsed, histogram) = await RunPhaseAsync(workers, duration, rate);
        foreach (var worker in workers)
            worker.Connection.Dispose();
        return new(name, workers.Count, calls, errors, elapsed, histogram);
    }

    private static async Task<(long Calls, long Errors, TimeSpan Elapsed, HistogramBase Histogram)> RunPhaseAsync(
        IReadOnlyList<LoadWorker> workers, TimeSpan duration, double? rate)
    {
        var all = new LongHistogram(TimeSpan.MicrosecondsPerMinute, 3);
        long errors = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(workers.Select((worker, place) => Task.Run(async () =>
        {
            var own = new LongHistogram(TimeSpan.MicrosecondsPerMinute, 3);
            for (var call = 0; Stopwatch.GetElapsedTime(start) < duration; call++)
            {
                // A call that the one before it held up is measured from when it was due.
                var sent = rate is { } perSecond ? await DueAsync(start, ((call * workers.Count) + place) / perSecond) : Stopwatch.GetTimestamp();
                if (await worker.Connection.ExchangeAsync(worker.Requests[(call + place) % worker.Requests.Count]) != 200)
                {
                    if (Interlocked.Increment(ref errors) == 1)
                        Console.Error.WriteLine(worker.Connection.LastAnswer);
                    continue;
                }
                own.RecordValue((long)Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
            }
            lock (all)
                all.Add(own);
        })));
        return (all.TotalCount, errors, Stopwatch.GetElapsedTime(start), all);
    }

    // A timer that is late is not the server's.
    private static async ValueTask<long> DueAsync(long start, double seconds)
    {
        var due = start + (long)(seconds * Stopwatch.Frequency);
        var early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        if (early <= TimeSpan.Zero)
            return due;
        await Task.Delay(early);
        return Stopwatch.GetTimestamp();
    }
}

using System.Diagnostics;
using HdrHistogram;

namespace Dunes.Benchmarks.Load;

/// <summary>Closed-loop load: every connection has one MCP session and always one call in flight.</summary>
internal static class LoadGenerator
{
    public static async Task<LoadResult> RunAsync(string name, Uri target, string? token, int connections, TimeSpan warmUp, TimeSpan duration)
    {
        var workers = new List<(RawHttpConnection Connection, byte[] Request)>();
        using var http = new HttpClient();
        for (var i = 0; i < connections; i++)
        {
            var session = await McpSession.OpenAsync(http, target, token);
            workers.Add((await RawHttpConnection.OpenAsync(target), session.EchoRequest()));
        }
        await RunPhaseAsync(workers, warmUp);
        var (calls, errors, elapsed, histogram) = await RunPhaseAsync(workers, duration);
        foreach (var (connection, _) in workers)
            connection.Dispose();
        return new(name, connections, calls, errors, elapsed, histogram);
    }

    private static async Task<(long Calls, long Errors, TimeSpan Elapsed, HistogramBase Histogram)> RunPhaseAsync(
        List<(RawHttpConnection Connection, byte[] Request)> workers, TimeSpan duration)
    {
        var all = new LongHistogram(TimeSpan.MicrosecondsPerMinute, 3);
        long errors = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(workers.Select(worker => Task.Run(async () =>
        {
            var own = new LongHistogram(TimeSpan.MicrosecondsPerMinute, 3);
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                var sent = Stopwatch.GetTimestamp();
                if (await worker.Connection.ExchangeAsync(worker.Request) != 200)
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
}

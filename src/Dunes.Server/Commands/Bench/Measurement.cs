using System.Diagnostics;

namespace Dunes.Server.Commands.Bench;

/// <summary>What was measured.</summary>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Provider">Whose implementation.</param>
/// <param name="Operation">What was done.</param>
/// <param name="Threads">By how many threads at once.</param>
/// <param name="Microseconds">Mean time of one operation, as its thread sees it.</param>
/// <param name="PerSecond">Operations a second, of all threads together.</param>
/// <param name="AllocatedBytes">Mean of what one operation allocates on the managed heap.</param>
internal sealed record Measurement(string Algorithm, string Provider, string Operation, int Threads, double Microseconds, double PerSecond, double AllocatedBytes)
{
    private const int WarmUpOperations = 3;

    /// <summary>Repeats an operation for a time, after a warm-up of a tenth of it.</summary>
    public static Measurement Take(CryptoOperation operation, int threads, TimeSpan time)
    {
        Repeat(operation.Work, time / 10);
        var runs = new (long Count, TimeSpan Elapsed, long Allocated)[threads];
        using var start = new Barrier(threads);
        var workers = Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            runs[i] = Repeat(operation.Work, time);
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        var count = runs.Sum(run => run.Count);
        return new(
            operation.Algorithm,
            operation.Provider,
            operation.Name,
            threads,
            runs.Sum(run => run.Elapsed.TotalMicroseconds) / count,
            runs.Sum(run => run.Count / run.Elapsed.TotalSeconds),
            (double)runs.Sum(run => run.Allocated) / count);
    }

    private static (long Count, TimeSpan Elapsed, long Allocated) Repeat(Action work, TimeSpan time)
    {
        for (var i = 0; i < WarmUpOperations; i++)
            work();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();
        long count = 0;
        TimeSpan elapsed;
        do
        {
            work();
            count++;
            elapsed = Stopwatch.GetElapsedTime(began);
        }
        while (elapsed < time);
        return (count, elapsed, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }
}

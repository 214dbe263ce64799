using System.Diagnostics;
using System.Security.Cryptography;
using Dunes.Storage;
using Dunes.Storage.Migrations;
using Dunes.Storage.Sessions;
using Dunes.Testing;
using HdrHistogram;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dunes.Benchmarks.Journal;

/// <summary>
/// Durable appends per second: every context sends its next entry when the last one is committed, as a client that waits for its answer does.
/// </summary>
internal static class JournalBenchmark
{
    private const int PayloadBytes = 600;

    /// <summary>Options: <c>--provider Sqlite|PostgreSql</c>, <c>--contexts</c> (64), <c>--seconds</c> (10). The database is made for this run.</summary>
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var provider = Enum.Parse<StorageProvider>(arguments.Text("--provider", nameof(StorageProvider.Sqlite)));
        var contexts = arguments.Number("--contexts", 64);
        var seconds = arguments.Number("--seconds", 10);
        using var folder = new TemporaryFolder();
        PostgresServer? postgres = null;
        try
        {
            var options = new DunesStorageOptions { Provider = provider, DataDirectory = folder.Path };
            if (provider == StorageProvider.PostgreSql)
            {
                postgres = new PostgresServer { Durable = true };
                await postgres.InitializeAsync();
                options = new DunesStorageOptions { Provider = provider, ConnectionString = await postgres.CreateDatabaseAsync() };
            }
            await DatabaseMigrator.MigrateAsync(options, NullLogger.Instance, CancellationToken.None);
            await using var services = new ServiceCollection().AddLogging().AddDunesStorage(options).BuildServiceProvider();
            var journal = services.GetRequiredService<ISessionJournal>();

            await MeasureAsync(journal, contexts, TimeSpan.FromSeconds(Math.Min(2, seconds)));
            var (entries, elapsed, latency) = await MeasureAsync(journal, contexts, TimeSpan.FromSeconds(seconds));
            Console.WriteLine(
                $"{provider}, {contexts} contexts, {PayloadBytes} bytes: {entries / elapsed.TotalSeconds:N0} entries/s, "
                + $"p50 {latency.GetValueAtPercentile(50) / 1000.0:N2} ms, p99 {latency.GetValueAtPercentile(99) / 1000.0:N2} ms");
            return 0;
        }
        finally
        {
            if (postgres is not null)
                await postgres.DisposeAsync();
        }
    }

    private static async Task<(long Entries, TimeSpan Elapsed, LongConcurrentHistogram Latency)> MeasureAsync(
        ISessionJournal journal, int contexts, TimeSpan duration)
    {
        // Microseconds, up to a minute, to three digits.
        var latency = new LongConcurrentHistogram(1, 60_000_000, 3);
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, contexts).Select(_ => Task.Run(() => AppendAsync(journal, started, duration, latency))));
        return (counts.Sum(), Stopwatch.GetElapsedTime(started), latency);
    }

    private static async Task<long> AppendAsync(ISessionJournal journal, long started, TimeSpan duration, LongConcurrentHistogram latency)
    {
        var context = Guid.NewGuid().ToString("N");
        var hash = RandomNumberGenerator.GetBytes(32);
        var payload = RandomNumberGenerator.GetBytes(PayloadBytes);
        var seq = 0L;
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var sent = Stopwatch.GetTimestamp();
            await journal.AppendAsync(new JournalEntry(context, seq++, hash, payload, 1, TimeProvider.System.GetUtcNow(), "call"));
            latency.RecordValue(Math.Max(1, (long)Stopwatch.GetElapsedTime(sent).TotalMicroseconds));
        }

        return seq;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Dunes.EndToEnd.Tests.Hosting;
using Dunes.EndToEnd.Tests.Records;
using Dunes.EndToEnd.Tests.Upstreams;
using Dunes.EndToEnd.Tests.Wire;
using Dunes.Testing;

namespace Dunes.EndToEnd.Tests;

/// <summary>
/// Two clusters that know nothing of each other on one database: what a network that has come apart would be, for as long as one likes.
/// Each activates the same sessions and writes; of two that write the same place one wins and the other is told.
/// </summary>
public sealed class SplitTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int Sessions = 6;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    // Both activations of one session must have written for one of them to be told.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Two_clusters_that_write_the_same_contexts_lose_nothing_that_was_acknowledged_and_fork_nothing()
    {
        if (PostgresServer.Missing is { } reason)
            Assert.Skip(reason);
        var shared = Directory.CreateTempSubdirectory("dunes-shared-");
        try
        {
            await SplitAsync(shared);
        }
        finally
        {
            shared.Delete(recursive: true);
        }
    }

    private async Task SplitAsync(DirectoryInfo shared)
    {
        using var upstream = await HttpUpstream.StartAsync();
        var settings = upstream.Settings(
            ("Dunes:Storage:Provider", "PostgreSql"),
            ("Dunes:Storage:ConnectionString", await postgres.CreateDatabaseAsync()),
            ("Dunes:RootKey:KekFile", Path.Combine(shared.FullName, "root.kek")),
            ("Dunes:PublicUrl", "http://localhost/"));
        await using var one = await DunesProcess.StartAsync(new Dictionary<string, string>(settings) { ["Dunes:Cluster:ClusterId"] = "one" }, "--no-demo");
        await using var two = await DunesProcess.StartAsync(new Dictionary<string, string>(settings) { ["Dunes:Cluster:ClusterId"] = "two" }, "--no-demo");
        using var here = await one.HttpAsync("agent");
        using var there = await two.HttpAsync("agent");
        var sessions = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(_ => LegacySession.OpenAsync(here, "http")));

        var acknowledged = new ConcurrentBag<(string Session, string Message)>();
        var refused = new ConcurrentBag<string>();
        using var stop = new CancellationTokenSource();
        var callers = Task.WhenAll(sessions.SelectMany(session => new[] { session, session.Through(there) })
            .Select(session => CallInALoopAsync(session, acknowledged, refused, stop.Token)));
        var started = Stopwatch.GetTimestamp();
        do
            await Task.Delay(Duration);
        while ((refused.IsEmpty || acknowledged.IsEmpty) && Stopwatch.GetElapsedTime(started) < Patience);
        await stop.CancelAsync();
        await callers;
        output.WriteLine($"{acknowledged.Count} calls were answered, {refused.Count} were told of the other activation.");
        Assert.NotEmpty(refused);

        using var auditor = await Auditor.OfAsync(two);
        foreach (var session in sessions)
        {
            var entries = await auditor.EntriesAsync(session.Id);
            Assert.Equal(Enumerable.Range(0, entries.Count).Select(seq => (long)seq), entries.Select(entry => entry.Seq));
            var recorded = entries.Where(entry => entry.AnsweredText() is not null).Select(entry => entry.Echoed()).OfType<string>().ToList();
            Assert.Equal(recorded.Count, recorded.Distinct().Count());
            Assert.Superset(acknowledged.Where(call => call.Session == session.Id).Select(call => call.Message).ToHashSet(), recorded.ToHashSet());
            await auditor.VerifySignedAsync(session.Id);
        }

        (await one.CliAsync("contexts", "verify")).Expect(0);
    }

    private static async Task CallInALoopAsync(
        LegacySession session, ConcurrentBag<(string, string)> acknowledged, ConcurrentBag<string> refused, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var message = Guid.NewGuid().ToString("N");
            try
            {
                Assert.Equal(message, await session.EchoAsync(message));
                acknowledged.Add((session.Id, message));
            }
            catch (McpErrorException e)
            {
                Assert.Contains("DUNES-CTX-02", e.Body);
                refused.Add(e.Body);
            }
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Dunes.EndToEnd.Tests.Hosting;
using Dunes.EndToEnd.Tests.Records;
using Dunes.EndToEnd.Tests.Upstreams;
using Dunes.EndToEnd.Tests.Wire;
using Dunes.Testing;

namespace Dunes.EndToEnd.Tests;

/// <summary>What SIGKILL leaves: every call whose answer arrived is on record, once and in order, and nothing that nobody asked for.</summary>
public sealed class CrashTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int Rounds = 3;
    private const int Sessions = 20;
    private const int CallsAtOnce = 10;

    [Fact]
    public Task Sqlite_keeps_every_acknowledged_call() => KillAndCompareAsync([]);

    [Fact]
    public async Task PostgreSql_keeps_every_acknowledged_call()
    {
        if (PostgresServer.Missing is { } reason)
            Assert.Skip(reason);
        await KillAndCompareAsync(
            [("Dunes:Storage:Provider", "PostgreSql"), ("Dunes:Storage:ConnectionString", await postgres.CreateDatabaseAsync())]);
    }

    private async Task KillAndCompareAsync((string, string)[] storage)
    {
        using var upstream = await HttpUpstream.StartAsync();
        await using var server = await DunesProcess.StartAsync(upstream.Settings(storage), "--no-demo");
        for (var round = 1; round <= Rounds; round++)
        {
            using var agent = await server.HttpAsync("agent");
            var sessions = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(_ => LegacySession.OpenAsync(agent, "http")));
            var calls = await CallUntilKilledAsync(server, sessions);
            await server.StartAgainAsync();
            await CompareAsync(server, round, sessions, calls);

            // The sessions live on: the id that the client holds is still good.
            using var again = await server.HttpAsync("agent");
            await Task.WhenAll(sessions.Take(3).Select(async session => Assert.Equal("still here", await session.Through(again).EchoAsync("still here"))));
            using var auditor = await Auditor.OfAsync(server);
            foreach (var session in sessions.Take(3))
                await auditor.VerifySignedAsync(session.Id);
        }

        (await server.CliAsync("contexts", "verify")).Expect(0);
    }

    private async Task<IReadOnlyList<Call>> CallUntilKilledAsync(DunesProcess server, IReadOnlyList<LegacySession> sessions)
    {
        var calls = new ConcurrentBag<Call>();
        var callers = sessions
            .SelectMany(session => Enumerable.Range(0, CallsAtOnce).Select(_ => CallInALoopAsync(session, calls)))
            .ToList();
        var moment = Random.Shared.Next(300, 1_500);

        // A cold server on a busy machine takes its time for the first answers.
        using (var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2)))
        {
            while (!calls.Any(call => call.AnsweredAt is not null))
                await Task.Delay(20, limit.Token);
        }

        await Task.Delay(moment);
        server.Kill();
        await Task.WhenAll(callers);

        var acknowledged = calls.Count(call => call.AnsweredAt is not null);
        output.WriteLine($"Killed after {moment} ms: {calls.Count} calls sent, {acknowledged} answered.");
        Assert.True(acknowledged > 0, "The server was killed before it answered anything.");
        Assert.Equal(Sessions * CallsAtOnce, calls.Count - acknowledged);
        return [.. calls];
    }

    private static async Task CallInALoopAsync(LegacySession session, ConcurrentBag<Call> calls)
    {
        while (true)
        {
            var call = new Call(session.Id, Guid.NewGuid().ToString("N"));
            calls.Add(call);
            try
            {
                call.SentAt = Stopwatch.GetTimestamp();
                var answer = await session.EchoAsync(call.Message);
                call.AnsweredAt = Stopwatch.GetTimestamp();
                Assert.Equal(call.Message, answer);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return;
            }
        }
    }

    private static async Task CompareAsync(DunesProcess server, int round, IReadOnlyList<LegacySession> sessions, IReadOnlyList<Call> calls)
    {
        using var auditor = await Auditor.OfAsync(server);
        var sent = calls.ToLookup(call => call.Session);
        foreach (var session in sessions)
        {
            var entries = await auditor.EntriesAsync(session.Id);
            Assert.Equal(Enumerable.Range(0, entries.Count).Select(seq => (long)seq), entries.Select(entry => entry.Seq));
            Assert.Equal(["initialize", "notifications/initialized"], entries.Take(2).Select(entry => entry.Method()));

            var recorded = entries.Skip(2).Select(entry => (entry.Seq, Message: entry.Echoed(), Answer: entry.AnsweredText())).ToList();
            Assert.Equal(recorded.Count, recorded.Select(entry => entry.Message).Distinct().Count());
            var mine = sent[session.Id].ToDictionary(call => call.Message);
            Assert.All(recorded, entry => Assert.True(entry.Message is not null && mine.ContainsKey(entry.Message), $"Entry {entry.Seq} is nobody's: {entry.Message}"));
            var answered = recorded.Where(entry => entry.Answer is not null).ToDictionary(entry => entry.Message!, entry => entry.Answer!);
            Assert.All(mine.Values.Where(call => call.AnsweredAt is not null), call => Assert.Equal(call.Message, answered.GetValueOrDefault(call.Message)));
            AssertInOrder([.. recorded.Select(entry => mine[entry.Message!])]);

            var report = await auditor.VerifySignedAsync(session.Id);
            Assert.Equal(entries.Count, report.Size);
        }

        await AssertProvableAsync(server, auditor, sessions[round].Id);
    }

    /// <summary>A call that was sent after the answer to another arrived stands behind it.</summary>
    private static void AssertInOrder(IReadOnlyList<Call> recorded)
    {
        var firstAnswerBehind = long.MaxValue;
        for (var i = recorded.Count - 1; i >= 0; i--)
        {
            Assert.True(recorded[i].SentAt <= firstAnswerBehind, $"{recorded[i].Message} stands before a call that was answered before it was sent.");
            firstAnswerBehind = Math.Min(firstAnswerBehind, recorded[i].AnsweredAt ?? long.MaxValue);
        }
    }

    /// <summary>The last entry verifies with nothing but the file and the public key; with another key it does not.</summary>
    private static async Task AssertProvableAsync(DunesProcess server, Auditor auditor, string context)
    {
        var last = (await auditor.DescribeAsync(context)).Size - 1;
        var report = await auditor.VerifyAsync(context);
        var file = Path.Combine(server.DataDirectory, "proof.json");
        (await server.CliAsync("contexts", "prove", context, $"{last}", "--out", file)).Expect(0);
        (await DunesCli.RunAsync("contexts", "check", file, "--public-key", Convert.ToBase64String(report.PublicKey!))).Expect(0);

        var other = report.PublicKey!.ToArray();
        other[^1] ^= 1;
        (await DunesCli.RunAsync("contexts", "check", file, "--public-key", Convert.ToBase64String(other))).Expect(20);
        File.Delete(file);
    }

    private sealed record Call(string Session, string Message)
    {
        public long SentAt { get; set; }

        public long? AnsweredAt { get; set; }
    }
}

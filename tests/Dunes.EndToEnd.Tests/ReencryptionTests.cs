using System.Diagnostics;
using System.Globalization;
using System.Net;
using Dunes.EndToEnd.Tests.Hosting;
using Dunes.EndToEnd.Tests.Records;
using Dunes.EndToEnd.Tests.Upstreams;
using Dunes.EndToEnd.Tests.Wire;
using Microsoft.Data.Sqlite;

namespace Dunes.EndToEnd.Tests;

/// <summary>A tenant's entries are sealed anew, also over a SIGKILL; then keys are destroyed, and the product says what that means.</summary>
public sealed class ReencryptionTests
{
    private const string Key = "context-sealing";
    private const int Sessions = 3;
    private const int Calls = 20;
    private const int Rate = 2;

    private static readonly TimeSpan Begun = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Finished = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task A_run_outlives_the_process_and_shredding_is_said_plainly()
    {
        using var upstream = await HttpUpstream.StartAsync();
        await using var server = await DunesProcess.StartAsync(upstream.Settings(), "--no-demo");
        var (shredded, other, before) = await RecordAsync(server);
        await RunOverACrashAsync(server);

        using var auditor = await Auditor.OfAsync(server);
        var after = await auditor.EntriesAsync(other);
        Assert.Equal(before, after.Select(entry => entry.Echoed()));
        Assert.All(after, entry => Assert.Equal(2, entry.KeyVersion));
        (await server.CliAsync("contexts", "verify")).Expect(0);
        (await server.CliAsync("keys", "delete", Key, "--version", "1", "--days", "0", "--yes")).Expect(0);
        Assert.Equal(before, (await auditor.EntriesAsync(other)).Select(entry => entry.Echoed()));
        Assert.DoesNotContain("shredded", (await server.CliAsync("contexts", "verify")).Expect(0).Output, StringComparison.Ordinal);

        await ShredOneAsync(server, auditor, shredded, other);
        await ShredAllAsync(server, auditor, other);
    }

    private static async Task<(string Shredded, string Other, IReadOnlyList<string?> Before)> RecordAsync(DunesProcess server)
    {
        using var agent = await server.HttpAsync("agent");
        var sessions = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(_ => LegacySession.OpenAsync(agent, "http")));
        await Task.WhenAll(sessions.SelectMany(session => Enumerable.Range(0, Calls).Select(_ => session.EchoAsync(Guid.NewGuid().ToString("N")))));
        using var auditor = await Auditor.OfAsync(server);
        foreach (var session in sessions)
            await auditor.VerifySignedAsync(session.Id);
        return (sessions[0].Id, sessions[1].Id, [.. (await auditor.EntriesAsync(sessions[1].Id)).Select(entry => entry.Echoed())]);
    }

    // Killed while most is still to be done, it goes on by itself: its reminder comes within a minute of the restart.
    private static async Task RunOverACrashAsync(DunesProcess server)
    {
        using (var auditor = await Auditor.OfAsync(server))
            await auditor.RotateAsync(Key, 1);
        (await server.CliAsync("keys", "reencrypt", Key, "--rate", Rate.ToString(CultureInfo.InvariantCulture), "--no-wait")).Expect(0);
        var started = Stopwatch.GetTimestamp();
        while (await CountAsync(server, version: 2) == 0 && Stopwatch.GetElapsedTime(started) < Begun)
            await Task.Delay(100);
        server.Kill();
        Assert.True(await CountAsync(server, version: 1) > 0, "The run had ended before it was killed.");
        Assert.True(await CountAsync(server, version: 2) > 0, "The run had not begun before it was killed.");
        await server.StartAgainAsync();
        using var timeout = new CancellationTokenSource(Finished);
        while (true)
        {
            var status = (await server.CliAsync("keys", "reencrypt", Key, "--status")).Expect(0).Output;
            if (status.StartsWith("finished", StringComparison.Ordinal))
            {
                Assert.Contains(" 0 failed", status, StringComparison.Ordinal);
                return;
            }

            await Task.Delay(1_000, timeout.Token);
        }
    }

    private static async Task<long> CountAsync(DunesProcess server, int version)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(server.DataDirectory, "dunes.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM session_entries WHERE key_version = $version";
        command.Parameters.AddWithValue("$version", version);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ShredOneAsync(DunesProcess server, Auditor auditor, string shredded, string other)
    {
        Assert.Contains("can still be verified, not read", (await server.CliAsync("contexts", "shred", shredded, "--yes")).Expect(0).Output, StringComparison.Ordinal);
        await IsGoneAsync(auditor, shredded);
        Assert.Contains("shredded", (await server.CliAsync("contexts", "show", shredded)).Expect(0).Output, StringComparison.Ordinal);
        var verified = (await server.CliAsync("contexts", "verify", shredded)).Expect(0).Output;
        Assert.Contains("SOUND", verified, StringComparison.Ordinal);
        Assert.Contains("can never be read again", verified, StringComparison.Ordinal);
        Assert.NotEmpty(await auditor.EntriesAsync(other));
    }

    private static async Task ShredAllAsync(DunesProcess server, Auditor auditor, string other)
    {
        (await server.CliAsync("keys", "delete", Key, "--days", "0", "--yes")).Expect(0);
        await IsGoneAsync(auditor, other);
        Assert.Contains("SOUND", (await server.CliAsync("contexts", "verify")).Expect(0).Output, StringComparison.Ordinal);

        await server.StopAsync();
        await server.StartAgainAsync();
        using var again = await Auditor.OfAsync(server);
        await IsGoneAsync(again, other);
        using var agent = await server.HttpAsync("agent");
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => LegacySession.OpenAsync(agent, "http"));
        Assert.Contains("DUNES-CTX-025", refusal.ToString(), StringComparison.Ordinal);
    }

    private static async Task IsGoneAsync(Auditor auditor, string context)
    {
        using var response = await auditor.Http.GetAsync($"v1/contexts/{context}/entries");
        Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
        Assert.Contains("DUNES-CTX-024", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}

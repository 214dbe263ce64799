using System.Collections.Concurrent;
using Dunes.EndToEnd.Tests.Hosting;
using Dunes.EndToEnd.Tests.Records;
using Dunes.EndToEnd.Tests.Upstreams;
using Dunes.EndToEnd.Tests.Wire;

namespace Dunes.EndToEnd.Tests;

/// <summary>A sealing key gets new versions while contexts are written with it: nobody notices, and nothing becomes unreadable.</summary>
public sealed class RotationTests
{
    private const string Key = "context-sealing";
    private const int Rotations = 5;
    private const int Callers = 8;

    [Fact]
    public async Task Rotation_under_load_disturbs_nobody()
    {
        using var upstream = await HttpUpstream.StartAsync();
        await using var server = await DunesProcess.StartAsync(upstream.Settings(), "--no-demo");
        using var auditor = await Auditor.OfAsync(server);
        using var agent = await server.HttpAsync("agent");
        var session = await LegacySession.OpenAsync(agent, "http");
        var sent = new ConcurrentBag<string>();
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(_ => CallInALoopAsync(session, sent, stop.Token)).ToList();

        var last = 0;
        for (var rotation = 0; rotation < Rotations; rotation++)
        {
            var current = (await auditor.KeyAsync(Key)).CurrentVersion;
            last = (await auditor.RotateAsync(Key, current)).CurrentVersion;
            Assert.Equal(current + 1, last);
            await WaitUntilUsedAsync(auditor, session, last);
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);

        var entries = await auditor.EntriesAsync(session.Id);
        Assert.Equal(sent.Order(), entries.Select(entry => entry.Echoed()).OfType<string>().Order());
        Assert.Equal(Enumerable.Range(1, last), entries.Select(entry => entry.KeyVersion).Distinct());
        Assert.Equal(entries.Select(entry => entry.KeyVersion).Order(), entries.Select(entry => entry.KeyVersion));

        var report = await auditor.VerifySignedAsync(session.Id);
        Assert.Equal(
            entries.CountBy(entry => entry.KeyVersion).OrderBy(version => version.Key),
            report.KeyVersions.OrderBy(version => version.Key).Select(version => KeyValuePair.Create(version.Key, (int)version.Value)));
        var printed = (await server.CliAsync("contexts", "verify", session.Id)).Expect(0).Output;
        Assert.All(Enumerable.Range(1, last), version => Assert.Contains($"key version {version}: ", printed));
    }

    private static async Task CallInALoopAsync(LegacySession session, ConcurrentBag<string> sent, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var message = Guid.NewGuid().ToString("N");
            sent.Add(message);
            Assert.Equal(message, await session.EchoAsync(message));
            await Task.Delay(20);
        }
    }

    // A lease is at most five seconds old; to read the whole context on a busy machine takes longer.
    private static async Task WaitUntilUsedAsync(Auditor auditor, LegacySession session, int version)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!(await auditor.VerifyAsync(session.Id)).KeyVersions.ContainsKey(version))
            await Task.Delay(200, timeout.Token);
    }
}

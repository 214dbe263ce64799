using Dunes.Abstractions.Audit;
using Dunes.Grains.Tests.Hosting;

namespace Dunes.Grains.Tests.Audit;

public sealed class AuditGrainTests
{
    [Fact]
    public async Task Calls_that_arrive_together_are_stored_together_each_event_once_and_an_error_reaches_all_it_concerns()
    {
        await using var database = await TestDatabase.CreateAsync();
        var gate = new GatedSecurityLog();
        await using var silo = await TestSilo.StartAsync(database, gate.Register);
        var grain = silo.Grains.GetGrain<IAuditGrain>(3);
        var shared = Event();
        gate.Close();
        var first = grain.AppendAsync([shared]);
        await Eventually.TrueAsync(() => Task.FromResult(gate.Waiting == 1), "the first insert is on its way");
        gate.Batches.Clear();
        var others = Enumerable.Range(0, 500).Select(_ => grain.AppendAsync([Event()])).Append(grain.AppendAsync([shared])).ToList();
        await Task.Delay(200);
        Assert.False(first.IsCompleted);
        Assert.DoesNotContain(others, call => call.IsCompleted);
        gate.Open();
        await first;
        await Task.WhenAll(others);

        Assert.Equal([256, 245], gate.Batches);
        Assert.Equal(501, await database.ReadAsync<long>("SELECT count(*) FROM security_logs WHERE event_type = 'tool.called'"));

        gate.Failure = new InvalidOperationException("no database");
        await Assert.ThrowsAnyAsync<Exception>(() => grain.AppendAsync([Event()]));
        gate.Failure = null;
        await grain.AppendAsync([Event()]);
        Assert.Equal(502, await database.ReadAsync<long>("SELECT count(*) FROM security_logs WHERE event_type = 'tool.called'"));
    }

    private static SecurityEvent Event() => new() { Type = SecurityEventType.ToolCalled, Time = DateTimeOffset.UnixEpoch, Success = true };
}

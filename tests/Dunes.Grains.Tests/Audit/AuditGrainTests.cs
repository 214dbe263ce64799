using Dunes.Abstractions.Audit;
using Dunes.Grains.Audit;
using Dunes.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Grains.Tests.Audit;

public sealed class AuditGrainTests
{
    [Fact]
    public async Task Calls_that_arrive_together_are_stored_together_each_event_once_and_an_error_reaches_all_it_concerns()
    {
        await using var database = await TestDatabase.CreateAsync();
        var gate = new GatedSecurityLog();
        var calls = new Calls();
        await using var silo = await TestSilo.StartAsync(database, services =>
        {
            gate.Register(services);
            services.AddSingleton<IIncomingGrainCallFilter>(calls);
        });
        var grain = silo.Grains.GetGrain<IAuditGrain>(3);
        var shared = Event();
        gate.Close();
        var first = grain.AppendAsync([shared]);
        await Eventually.TrueAsync(() => Task.FromResult(gate.Waiting == 1), "the first insert is on its way");
        gate.Batches.Clear();
        var others = Enumerable.Range(0, 500).Select(_ => grain.AppendAsync([Event()])).Append(grain.AppendAsync([shared])).ToList();
        await Eventually.TrueAsync(() => Task.FromResult(calls.Waiting == 502), "all calls wait");
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

    /// <summary>How many calls have reached the grain of the test and are not answered.</summary>
    private sealed class Calls : IIncomingGrainCallFilter
    {
        private int waiting;

        public int Waiting => Volatile.Read(ref waiting);

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            var call = context.Invoke();
            var counts = context.Grain is AuditGrain grain && grain.GetPrimaryKeyLong() == 3;
            if (counts)
                Interlocked.Increment(ref waiting);
            await call;
            if (counts)
                Interlocked.Decrement(ref waiting);
        }
    }

    private static SecurityEvent Event() => new() { Type = SecurityEventType.ToolCalled, Time = DateTimeOffset.UnixEpoch, Success = true };
}

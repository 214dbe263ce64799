using System.Reflection;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Grains.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Dunes.Grains.Tests.Audit;

public sealed class SecurityEventCollectorTests
{
    // Pauses between attempts are shorter than two seconds; the limits of recording durably and of stopping are not.
    private static readonly UnhurriedTime Unhurried = new(TimeSpan.FromSeconds(2));

    private readonly FakeAuditGrain grain = new();

    [Fact]
    public async Task Recording_durably_returns_only_when_the_event_is_durable()
    {
        var stored = new TaskCompletionSource();
        grain.Behaviour = _ => stored.Task;
        using var collector = Create(new FakeTimeProvider());
        var recording = collector.RecordDurablyAsync(Event());
        await Task.Delay(50);
        Assert.False(recording.IsCompleted);
        stored.SetResult();
        await recording;
    }

    [Fact]
    public async Task An_audit_trail_that_does_not_answer_is_an_error_after_ten_seconds()
    {
        grain.Behaviour = _ => new TaskCompletionSource().Task;
        var time = new FakeTimeProvider();
        using var collector = Create(time);
        var recording = collector.RecordDurablyAsync(Event());
        time.Advance(TimeSpan.FromSeconds(9.9));
        await Task.Delay(50);
        Assert.False(recording.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        var e = await Assert.ThrowsAsync<DunesException>(() => recording);
        Assert.Equal(("DUNES-AUDIT-001", ErrorKind.Unavailable), (e.Code, e.Kind));
    }

    [Fact]
    public async Task An_audit_trail_that_fails_and_recovers_in_time_stores_the_event_once()
    {
        grain.FailAfterStoring = 2;
        using var collector = Create(Unhurried);
        await collector.RecordDurablyAsync(Event());
        Assert.Equal(3, grain.Calls);
        Assert.Single(grain.Stored);
    }

    [Fact]
    public async Task The_queue_is_sent_again_under_the_same_ids_until_it_is_stored()
    {
        grain.FailAfterStoring = 3;
        using var collector = Create(Unhurried);
        await collector.StartAsync(default);
        var events = Enumerable.Range(0, 600).Select(_ => Event()).ToList();
        events.ForEach(collector.Record);
        await Eventually.TrueAsync(() => Task.FromResult(grain.Stored.Count >= 600), "600 events are stored");
        await collector.StopAsync(default);
        Assert.Equal(events.Select(e => e.Id).Order(), grain.Stored.Keys.Order());
        Assert.InRange(grain.LargestBatch, 2, SecurityEventCollector.MaxBatch);
    }

    [Fact]
    public async Task What_does_not_fit_is_counted_and_reported_as_one_event()
    {
        using var collector = Create(Unhurried);
        for (var i = 0; i < SecurityEventCollector.Capacity + 10; i++)
            collector.Record(Event());
        await collector.StartAsync(default);
        await collector.StopAsync(default);
        Assert.Equal(SecurityEventCollector.Capacity + 1, grain.Stored.Count);
        var report = Assert.Single(grain.Stored.Values, e => e.Type == SecurityEventType.EventsDropped);
        Assert.StartsWith("10 events", report.StatusDetail);
    }

    [Fact]
    public async Task Stopping_sends_what_is_queued_and_gives_up_after_five_seconds()
    {
        var time = new FakeTimeProvider();
        grain.Behaviour = _ => new TaskCompletionSource().Task;
        using var collector = Create(time);
        await collector.StartAsync(default);
        collector.Record(Event());
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return Task.FromResult(grain.Calls > 0);
            },
            "the event is being sent");
        var stopping = collector.StopAsync(default);
        await Task.Delay(50);
        Assert.False(stopping.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));
        await stopping.WaitAsync(SlowMachine.Limit);
    }

    private static SecurityEvent Event() => new() { Type = SecurityEventType.ToolCalled, Time = DateTimeOffset.UnixEpoch, Success = true };

    private SecurityEventCollector Create(TimeProvider time) => new(FakeGrains.With(grain), time, NullLogger<SecurityEventCollector>.Instance);

    private sealed class FakeAuditGrain : IAuditGrain
    {
        private readonly Lock gate = new();

        public Dictionary<Guid, SecurityEvent> Stored { get; } = [];

        public int Calls { get; private set; }

        public int LargestBatch { get; private set; }

        public int FailAfterStoring { get; set; }

        public Func<IReadOnlyList<SecurityEvent>, Task> Behaviour { get; set; } = _ => Task.CompletedTask;

        public async Task AppendAsync(IReadOnlyList<SecurityEvent> events)
        {
            lock (gate)
            {
                Calls++;
                LargestBatch = Math.Max(LargestBatch, events.Count);
                foreach (var e in events)
                    Stored.TryAdd(e.Id, e);
                if (FailAfterStoring-- > 0)
                    throw new TimeoutException("It is not known whether it was stored.");
            }

            await Behaviour(events);
        }
    }

    /// <summary>Gives one grain for every key.</summary>
    public class FakeGrains : DispatchProxy
    {
        private IAuditGrain grain = null!;

        public static IGrainFactory With(IAuditGrain grain)
        {
            var factory = Create<IGrainFactory, FakeGrains>();
            ((FakeGrains)(object)factory).grain = grain;
            return factory;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => grain;
    }
}

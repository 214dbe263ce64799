using Dunes.Abstractions.Identity;
using Dunes.Grains.Keys.Reencryption;
using Microsoft.Extensions.Time.Testing;

namespace Dunes.Grains.Tests.Keys.Reencryption;

public sealed class ReencryptionRunTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Principal Caller = new("acme", "https://issuer", "operator", "cli", [Roles.Operator]);

    [Fact]
    public void A_pass_that_began_when_all_was_settled_ends_the_run()
    {
        var run = Start(settled: Noon).After(new(2, 2, [], "next"), Noon);
        Assert.Equal((2L, "next", null), (run.Done, run.Cursor, run.FinishedAt));
        Assert.Equal(Noon, run.After(new(1, 1, [], null), Noon).FinishedAt);
    }

    [Fact]
    public void A_pass_that_began_before_is_followed_by_one_that_begins_then()
    {
        var settled = Noon + TimeSpan.FromSeconds(20);
        var run = Start(settled).After(new(3, 2, [new("a", "C")], null), Noon);
        Assert.Equal((2, settled, null, null), (run.Pass, run.PassFrom, run.FinishedAt, run.Cursor));
        Assert.Equal((2L, 0L), (run.Done, run.Failed));
        run = run.After(new(1, 0, [new("a", "C")], null), settled);
        Assert.Equal((settled, 2L, 1L), (run.FinishedAt, run.Done, run.Failed));
        Assert.Single(run.Failures);
    }

    [Fact]
    public void What_somebody_else_was_writing_is_looked_at_again()
    {
        var run = Start(settled: Noon).After(new(3, 2, [], null), Noon);
        Assert.Equal((2, null), (run.Pass, run.FinishedAt));
        Assert.NotNull(run.After(new(0, 0, [], null), Noon).FinishedAt);
    }

    [Fact]
    public void All_failures_are_counted_and_the_first_are_kept()
    {
        var run = Start(settled: Noon);
        for (var i = 0; i < 3; i++)
            run = run.After(new(60, 0, [.. Enumerable.Range(0, 60).Select(n => new ReencryptionFailure($"{n}", "C"))], "next"), Noon);
        Assert.Equal((180L, ReencryptionRun.MaxFailures), (run.Failed, run.Failures.Count));
    }

    [Fact]
    public void The_pace_is_the_rate_and_time_that_was_not_used_is_not_caught_up_on()
    {
        var time = new FakeTimeProvider(Noon);
        var pace = new ReencryptionPace(time, 100);
        Assert.Equal(25, pace.Batch);
        Assert.Equal(TimeSpan.FromMilliseconds(250), pace.After(25));
        time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(TimeSpan.FromMilliseconds(100), pace.After(10));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromMilliseconds(250), pace.After(25));
        Assert.Equal((1, ReencryptionPace.MaxBatch), (new ReencryptionPace(time, 1).Batch, new ReencryptionPace(time, 1_000_000).Batch));
    }

    private static ReencryptionRun Start(DateTimeOffset settled) => ReencryptionRun.Start(Caller, new(2, Noon, settled), 5, 100, Noon);
}

using CsCheck;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys;
using Dunes.Grains.Keys.Changes;

namespace Dunes.Grains.Tests.Keys;

public sealed class RotationPolicyTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private enum Kind
    {
        Tick,
        DoubledTick,
        MissedTick,
        Use,
        JumpForward,
        JumpBack,
    }

    [Fact]
    public void Over_a_year_of_bad_ticks_and_a_jumping_clock_every_version_is_made_once_and_no_overdue_key_is_used()
    {
        var step = Gen.Select(
            Gen.Frequency(
                (8, Gen.Const(Kind.Tick)),
                (2, Gen.Const(Kind.DoubledTick)),
                (3, Gen.Const(Kind.MissedTick)),
                (4, Gen.Const(Kind.Use)),
                (1, Gen.Const(Kind.JumpForward)),
                (1, Gen.Const(Kind.JumpBack))),
            Gen.Int[0, 3 * 24 * 60]);
        Gen.Select(Gen.Int[1, 90 * 24 * 60], step.Array[400]).Sample(
            (periodMinutes, steps) => Live(TimeSpan.FromMinutes(periodMinutes), steps),
            iter: 300);
    }

    [Fact]
    public void A_version_is_due_when_its_period_is_over_and_not_a_tick_earlier()
    {
        var record = New(TimeSpan.FromMinutes(1));
        var due = Start + TimeSpan.FromMinutes(1);
        Assert.Equal(due, RotationPolicy.NextRotation(record));
        Assert.False(RotationPolicy.IsDue(due - TimeSpan.FromTicks(1), record));
        Assert.True(RotationPolicy.IsDue(due, record));
    }

    [Fact]
    public void A_key_without_a_period_is_never_due()
    {
        Assert.Null(RotationPolicy.NextRotation(New(null)));
        Assert.False(RotationPolicy.IsDue(DateTimeOffset.MaxValue, New(null)));
    }

    [Theory]
    [InlineData(KeyState.Disabled)]
    [InlineData(KeyState.PendingDeletion)]
    [InlineData(KeyState.Destroyed)]
    public void A_key_that_cannot_be_used_does_not_rotate(KeyState state) =>
        Assert.Null(RotationPolicy.NextRotation(New(TimeSpan.FromMinutes(1)) with { State = state }));

    [Fact]
    public void A_version_made_after_the_clock_was_set_back_is_not_older_than_the_one_before()
    {
        var record = Rotate(Start - TimeSpan.FromHours(1), New(TimeSpan.FromDays(1)));
        Assert.Equal((2, Start), (record.CurrentVersion, record.CurrentSince));
    }

    // Real time goes on for a year; what the key sees is the clock, which jumps.
    private static void Live(TimeSpan period, (Kind Kind, int Minutes)[] steps)
    {
        var (elapsed, skew) = (TimeSpan.Zero, TimeSpan.Zero);
        var record = New(period);
        var times = new List<DateTimeOffset> { record.CurrentSince };
        foreach (var (kind, minutes) in steps)
        {
            if (elapsed >= TimeSpan.FromDays(365))
                break;
            elapsed += TimeSpan.FromMinutes(minutes);
            skew = kind switch
            {
                Kind.JumpForward => skew + TimeSpan.FromHours(1),
                Kind.JumpBack => skew - TimeSpan.FromHours(1),
                _ => skew,
            };
            var now = Start + elapsed + skew;
            var before = record.CurrentVersion;
            if (kind is not (Kind.MissedTick or Kind.JumpForward or Kind.JumpBack))
                record = Decide(now, record);
            if (kind is Kind.DoubledTick)
                record = Decide(now, record);

            // However much time went by, one wake makes one version: there are no versions nobody could have used.
            Assert.InRange(record.CurrentVersion - before, 0, 1);
            if (record.CurrentVersion > before)
                times.Add(record.CurrentSince);
            if (kind is Kind.Use)
                Assert.False(RotationPolicy.IsDue(now, record));
        }

        KeyStateCheck.Run(new KeyName("t", "k"), record);
        Assert.Equal(record.CurrentVersion, times.Count);
        for (var i = 1; i < times.Count; i++)
            Assert.True(times[i] - times[i - 1] >= period, "rotated before it was due");
    }

    private static KeyRecord Decide(DateTimeOffset now, KeyRecord record) => RotationPolicy.IsDue(now, record) ? Rotate(now, record) : record;

    private static KeyRecord New(TimeSpan? period) =>
        KeyCreation.First(Guid.NewGuid(), KeyTesting.Sealing with { Rotation = new(period) }, Start).Next;

    private static KeyRecord Rotate(DateTimeOffset now, KeyRecord record) => KeyCreation.Next(record, RotationPolicy.TimeOfNext(now, record)).Next;
}

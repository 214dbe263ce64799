using CsCheck;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys;

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
        var state = Rotate(Start, New(TimeSpan.FromMinutes(1)));
        var due = Start + TimeSpan.FromMinutes(1);
        Assert.Equal(due, RotationPolicy.NextRotation(state));
        Assert.False(RotationPolicy.IsDue(due - TimeSpan.FromTicks(1), state));
        Assert.True(RotationPolicy.IsDue(due, state));
    }

    [Fact]
    public void A_key_without_a_period_is_never_due()
    {
        var state = Rotate(Start, New(null));
        Assert.Null(RotationPolicy.NextRotation(state));
        Assert.False(RotationPolicy.IsDue(DateTimeOffset.MaxValue, state));
    }

    [Fact]
    public void A_version_made_after_the_clock_was_set_back_is_not_older_than_the_one_before()
    {
        var state = Rotate(Start - TimeSpan.FromHours(1), Rotate(Start, New(TimeSpan.FromDays(1))));
        Assert.Equal(Start, state.Versions[1].Info.CreatedAt);
    }

    // Real time goes on for a year; what the key sees is the clock, which jumps.
    private static void Live(TimeSpan period, (Kind Kind, int Minutes)[] steps)
    {
        var elapsed = TimeSpan.Zero;
        var skew = TimeSpan.Zero;
        var state = Rotate(Start, New(period));
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
            var before = state.Versions.Count;
            if (kind is not (Kind.MissedTick or Kind.JumpForward or Kind.JumpBack))
                state = Decide(now, state);
            if (kind is Kind.DoubledTick)
                state = Decide(now, state);

            // However much time went by, one wake makes one version: there are no versions nobody could have used.
            Assert.InRange(state.Versions.Count - before, 0, 1);
            if (kind is Kind.Use)
                Assert.False(RotationPolicy.IsDue(now, state));
        }

        KeyStateCheck.Run(new KeyName("t", "k"), state);
        for (var i = 1; i < state.Versions.Count; i++)
            Assert.True(state.Versions[i].Info.CreatedAt - state.Versions[i - 1].Info.CreatedAt >= period, "rotated before it was due");
    }

    private static KeyState Decide(DateTimeOffset now, KeyState state) => RotationPolicy.IsDue(now, state) ? Rotate(now, state) : state;

    private static KeyState New(TimeSpan? period) => new() { Algorithm = KeyAlgorithm.Sealing, RotationPeriod = period };

    private static KeyState Rotate(DateTimeOffset now, KeyState state) => state with
    {
        Versions = [.. state.Versions, new(new(state.Versions.Count + 1, RotationPolicy.CreationTime(now, state), null), [])],
    };
}

using System.Net;
using Dunes.Grains.Keys;
using Dunes.Grains.Keys.Use;
using Microsoft.Extensions.Time.Testing;

namespace Dunes.Grains.Tests.Keys;

public sealed class KeyLeaseBookTests
{
    private static readonly SiloAddress One = SiloAddress.New(IPAddress.Loopback, 1, 1);
    private static readonly SiloAddress Two = SiloAddress.New(IPAddress.Loopback, 2, 1);
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void A_lease_counts_until_it_is_over_or_given_back()
    {
        var book = new KeyLeaseBook(time, hasPredecessor: false);
        book.Give(One, TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(2));
        book.Give(Two, TimeSpan.FromSeconds(1));
        Assert.Equal([(One, TimeSpan.FromSeconds(3)), (Two, TimeSpan.FromSeconds(1))], book.Holders().OrderBy(holder => holder.Silo.Endpoint.Port));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([(One, TimeSpan.FromSeconds(2))], book.Holders());
        book.Give(One, TimeSpan.FromSeconds(5));
        Assert.Equal([(One, TimeSpan.FromSeconds(5))], book.Holders());
        book.Return(One);
        Assert.Empty(book.Holders());
    }

    [Fact]
    public void A_silo_whose_lease_is_over_is_known_for_as_long_as_it_may_hold_secrets_open()
    {
        var book = new KeyLeaseBook(time, hasPredecessor: false);
        book.Give(One, TimeSpan.FromSeconds(5));
        book.Give(Two, TimeSpan.FromSeconds(5));
        Assert.Empty(book.Lapsed());
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(book.Holders());
        book.Return(Two);
        Assert.Equal([One], book.Lapsed());
        time.Advance(KeyCache.Idle * 1.5);
        Assert.Equal([One], book.Lapsed());
        time.Advance(KeyCache.Idle);
        Assert.Empty(book.Lapsed());
    }

    [Fact]
    public void A_clock_that_is_set_does_not_change_how_long_a_lease_lasts()
    {
        var clock = new SetClock();
        var book = new KeyLeaseBook(clock, hasPredecessor: true);
        book.Give(One, TimeSpan.FromSeconds(5));
        clock.Set = TimeSpan.FromHours(1);
        Assert.Equal([(One, TimeSpan.FromSeconds(5))], book.Holders());
        Assert.Equal(TimeSpan.FromSeconds(5), book.PredecessorRemaining);
    }

    [Fact]
    public void What_an_earlier_activation_leased_is_over_one_lease_after_this_one_began()
    {
        var book = new KeyLeaseBook(time, hasPredecessor: true);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(1), book.PredecessorRemaining);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.Zero, book.PredecessorRemaining);
        Assert.Equal(TimeSpan.Zero, new KeyLeaseBook(time, hasPredecessor: false).PredecessorRemaining);
    }

    /// <summary>A clock that is set while its monotonic part stands still.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Set { get; set; }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Set;

        public override long GetTimestamp() => 1;
    }
}

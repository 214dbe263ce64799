using Dunes.Grains.Sessions;

namespace Dunes.Grains.Tests.Sessions;

public sealed class IdlePolicyTests
{
    private static readonly DateTimeOffset Use = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(29, false, false)]
    [InlineData(30, false, true)]
    [InlineData(3000, true, false)]
    public void Ends_after_the_timeout_unless_in_use(int minutes, bool inUse, bool expired) =>
        Assert.Equal(expired, IdlePolicy.IsExpired(Use.AddMinutes(minutes), Use, inUse, TimeSpan.FromMinutes(30)));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(80, 10)]
    [InlineData(1800, 60)]
    public void Looks_often_enough_and_not_too_often(int timeout, int period) =>
        Assert.Equal(TimeSpan.FromSeconds(period), IdlePolicy.CheckPeriod(TimeSpan.FromSeconds(timeout)));
}

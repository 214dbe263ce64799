using Dunes.Grains.Audit;

namespace Dunes.Grains.Tests.Audit;

public sealed class RiskScoreTests
{
    [Fact]
    public void Critical_counts_ten_and_medium_five() => Assert.Equal(35, RiskScore.Compute(critical: 2, medium: 3));

    [Fact]
    public void High_and_above_are_critical_and_low_is_nothing() =>
        Assert.Equal(10 + 20 + 40 + 5, RiskScore.Compute(new Dictionary<int, long> { [1] = 100, [2] = 100, [3] = 1, [4] = 1, [5] = 2, [6] = 4 }));
}

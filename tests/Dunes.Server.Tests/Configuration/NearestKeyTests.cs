using CsCheck;
using Dunes.Server.Configuration;

namespace Dunes.Server.Tests.Configuration;

public sealed class NearestKeyTests
{
    [Theory]
    [InlineData("Storag", "Storage")]
    [InlineData("stroage", "Storage")]
    [InlineData("Cluter", "Cluster")]
    [InlineData("DataDir", null)]
    [InlineData("Colour", null)]
    public void Suggests_what_was_meant_and_nothing_far_from_it(string typed, string? expected) =>
        Assert.Equal(expected, NearestKey.Of(typed, ["Storage", "Cluster", "DataDirectory", "Roles"]));

    [Fact]
    public void Distance_is_symmetric_and_zero_only_for_the_same() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 12], Gen.String[Gen.Char.AlphaNumeric, 0, 12]).Sample((a, b) =>
            NearestKey.Distance(a, b) == NearestKey.Distance(b, a)
            && (NearestKey.Distance(a, b) == 0) == (a == b)
            && NearestKey.Distance(a, b) <= Math.Max(a.Length, b.Length));
}

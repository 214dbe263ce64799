using CsCheck;
using Dunes.Grains.Keys.Use;

namespace Dunes.Grains.Tests.Keys.Use;

public sealed class UsageBlockTests
{
    [Fact]
    public void Blocks_grow_to_the_largest_with_demand_and_shrink_to_the_smallest_without()
    {
        var size = 0L;
        for (var i = 0; i < 20; i++)
            size = UsageBlock.Next(size, TimeSpan.FromMilliseconds(10), UsageBlock.MinOperations, UsageBlock.MaxOperations);
        Assert.Equal(UsageBlock.MaxOperations, size);
        Assert.Equal(size, UsageBlock.Next(size, TimeSpan.FromSeconds(5), UsageBlock.MinOperations, UsageBlock.MaxOperations));
        for (var i = 0; i < 20; i++)
            size = UsageBlock.Next(size, TimeSpan.FromMinutes(5), UsageBlock.MinOperations, UsageBlock.MaxOperations);
        Assert.Equal(UsageBlock.MinOperations, size);
    }

    [Fact]
    public void The_first_block_is_the_smallest() =>
        Assert.Equal(16, UsageBlock.Next(0, TimeSpan.Zero, UsageBlock.MinOperations, UsageBlock.MaxOperations));

    [Fact]
    public void A_block_is_at_least_what_is_needed_and_else_at_most_an_eighth_of_what_is_left() =>
        Gen.Select(Gen.Long[1, UsageBlock.MaxOperations], Gen.Long[0, 1L << 46], Gen.Long[1, 1L << 30]).Sample((size, left, needed) =>
        {
            var block = UsageBlock.Cut(size, left, needed);
            Assert.True(block >= needed);
            Assert.True(block == needed || (block <= left / 8 && block <= size));
        });

    [Fact]
    public void The_nearest_threshold_ahead_counts()
    {
        var limits = new UsageLimits(RotateOperations: 500, RotateBytes: null, Warn: 100, Max: 1_000);
        Assert.Equal(100, limits.OperationsLeft(0));
        Assert.Equal(400, limits.OperationsLeft(100));
        Assert.Equal(0, limits.OperationsLeft(500));
        Assert.Equal(long.MaxValue, limits.BytesLeft(7));
    }
}

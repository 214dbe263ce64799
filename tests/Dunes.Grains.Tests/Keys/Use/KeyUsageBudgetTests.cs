using System.Collections.Concurrent;
using CsCheck;
using Dunes.Grains.Keys.Use;
using Dunes.Storage.Keys;
using Microsoft.Extensions.Time.Testing;

namespace Dunes.Grains.Tests.Keys.Use;

public sealed class KeyUsageBudgetTests
{
    private static readonly Guid Key = Guid.NewGuid();

    private readonly MemoryUsageStore store = new();
    private readonly FakeTimeProvider time = new();
    private readonly ConcurrentQueue<KeyUsage> warnings = [];

    [Fact]
    public async Task What_is_counted_is_never_less_than_what_was_done_and_never_more_is_done_than_the_limit() =>
        // Silos that crash (a new budget, without what was reserved) at random places, on one store.
        await Gen.Select(Gen.Long[1, 3_000], Gen.Int[1, 4], Gen.Int[0, int.MaxValue]).SampleAsync(
            async (max, silos, seed) =>
            {
                var (counts, random) = (new MemoryUsageStore(), new Random(seed));
                var budgets = Enumerable.Range(0, silos).Select(_ => New(counts)).ToArray();
                var limits = new UsageLimits(null, null, long.MaxValue, max);
                long done = 0;
                for (var i = 0; i < max + 100; i++)
                {
                    var silo = random.Next(silos);
                    if (random.Next(50) == 0)
                        budgets[silo] = New(counts);
                    if (await budgets[silo].CountAsync(limits, 1) == UsageOutcome.Counted)
                        done++;
                    Assert.True(await CountAsync(counts) >= done);
                }

                Assert.True(done <= max);

                // Nor is it used up long before: what crashes lose is at most an eighth of what was left, each time.
                if (silos == 1 && max > 100)
                    Assert.True(done > 0);
            },
            iter: 60);

    [Fact]
    public async Task Many_threads_do_exactly_as_many_operations_as_allowed()
    {
        const int max = 5_000;
        var budgets = Enumerable.Range(0, 3).Select(_ => New(store)).ToArray();
        var done = 0;
        await Parallel.ForAsync(0, 12_000, TestContext.Current.CancellationToken, async (i, _) =>
        {
            if (await budgets[i % 3].CountAsync(new(null, null, 1_000, max), 10) == UsageOutcome.Counted)
                Interlocked.Increment(ref done);
        });

        // Near the limit blocks are single operations, so nothing is left over in another silo's block.
        Assert.InRange(done, max - 64, max);
        Assert.True(await CountAsync(store) >= done);
        Assert.Single(warnings);
        Assert.Equal(UsageOutcome.UsedUp, await budgets[0].CountAsync(new(null, null, 1_000, max), 10));
    }

    [Fact]
    public async Task A_refused_operation_writes_nothing_once_the_limit_is_known()
    {
        var budget = New(store);
        var limits = new UsageLimits(null, null, long.MaxValue, 3);
        for (var i = 0; i < 3; i++)
            Assert.Equal(UsageOutcome.Counted, await budget.CountAsync(limits, 0));
        var writes = store.Writes;
        for (var i = 0; i < 10; i++)
            Assert.Equal(UsageOutcome.UsedUp, await budget.CountAsync(limits, 0));
        Assert.Equal(writes, store.Writes);
    }

    [Fact]
    public async Task At_the_rotation_threshold_no_operation_more_is_done()
    {
        var budget = New(store);
        var limits = new UsageLimits(10, null, long.MaxValue, long.MaxValue);
        for (var i = 0; i < 10; i++)
            Assert.Equal(UsageOutcome.Counted, await budget.CountAsync(limits, 5));
        Assert.Equal(UsageOutcome.RotationDue, await budget.CountAsync(limits, 5));

        // Of a version that is no longer current the threshold does not hold.
        Assert.Equal(UsageOutcome.Counted, await budget.CountAsync(limits with { RotateOperations = null }, 5));
    }

    [Fact]
    public async Task Bytes_rotate_too_and_a_message_larger_than_the_threshold_can_still_be_sealed_once()
    {
        var budget = New(store);
        var limits = new UsageLimits(null, 1_000, long.MaxValue, long.MaxValue);
        Assert.Equal(UsageOutcome.Counted, await budget.CountAsync(limits, 5_000));
        Assert.Equal(UsageOutcome.RotationDue, await budget.CountAsync(limits, 1));
        Assert.True((await store.ReadAsync(Key, 1, 1, CancellationToken.None))[1].Bytes >= 5_000);
    }

    [Fact]
    public async Task A_limit_that_is_lowered_holds_at_once()
    {
        var budget = New(store);
        for (var i = 0; i < 3; i++)
            Assert.Equal(UsageOutcome.Counted, await budget.CountAsync(new(null, null, long.MaxValue, 1_000_000), 0));
        Assert.Equal(UsageOutcome.UsedUp, await budget.CountAsync(new(null, null, long.MaxValue, 3), 0));
    }

    [Fact]
    public async Task A_busy_key_writes_its_counts_rarely()
    {
        var budget = New(store);
        for (var i = 0; i < 200_000; i++)
            await budget.CountAsync(new(null, null, 1L << 40, 1L << 45), 100);
        Assert.True(store.Writes < 100, $"{store.Writes} writes");
    }

    private static async Task<long> CountAsync(MemoryUsageStore counts) =>
        (await counts.ReadAsync(Key, 1, 1, CancellationToken.None)).TryGetValue(1, out var usage) ? usage.Operations : 0;

    private KeyUsageBudget New(IKeyUsageStore counts) => new(counts, Key, 1, time, warnings.Enqueue);
}

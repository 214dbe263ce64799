using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Tests.Hosting;

namespace Dunes.Grains.Tests.Keys;

/// <summary>Two clusters on one database: what a split of the grain directory would be, for as long as one likes.</summary>
public sealed class KeyRaceTests
{
    [Fact]
    public async Task Of_two_activations_that_rotate_at_once_one_wins_the_other_is_told_and_no_version_is_made_twice()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var one = await TestSilo.StartAsync(database);
        await using var two = await TestSilo.StartAsync(database);
        await one.Key("t/race").EnsureAsync(KeyTesting.Mac);
        for (var version = 1; version <= 10; version++)
        {
            // Both hold the row as it is now.
            Assert.Equal(version, await CurrentAsync(one));
            Assert.Equal(version, await CurrentAsync(two));
            var outcomes = await Task.WhenAll(RotateAsync(one, version), RotateAsync(two, version));
            Assert.Equal(1, outcomes.Count(outcome => outcome is null));
            Assert.Equal(ErrorKind.Conflict, outcomes.Single(outcome => outcome is not null)!.Kind);
        }

        foreach (var silo in (TestSilo[])[one, two])
        {
            await silo.ForgetAsync(silo.Key("t/race"));
            Assert.Equal(Enumerable.Range(1, 11), (await silo.Key("t/race").ListVersionsAsync(null, 1, 100)).Select(version => version.Version));
        }
    }

    [Fact]
    public async Task Of_two_activations_that_create_at_once_both_end_with_the_same_key()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var one = await TestSilo.StartAsync(database);
        await using var two = await TestSilo.StartAsync(database);
        for (var i = 0; i < 5; i++)
        {
            var name = $"t/create{i}";
            var keys = await Task.WhenAll(EnsureAsync(one, name), EnsureAsync(two, name));
            Assert.Equal(keys[0].KeyId, keys[1].KeyId);
            Assert.Single(keys[0].Versions);
            Assert.Equal(keys[0].Versions[0].PublicKey, keys[1].Versions[0].PublicKey);
        }
    }

    [Fact]
    public async Task Two_activations_that_find_the_key_overdue_make_one_version_and_both_go_on_using_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var one = await TestSilo.StartAsync(database);
        await using var two = await TestSilo.StartAsync(database);
        await one.Key("t/race").EnsureAsync(KeyTesting.Mac with { Rotation = new(TimeSpan.FromDays(2)) });
        Assert.Equal(1, await CurrentAsync(one));
        Assert.Equal(1, await CurrentAsync(two));
        one.Time.Advance(TimeSpan.FromDays(2));
        two.Time.Advance(TimeSpan.FromDays(2));
        var codes = await Task.WhenAll(MacAsync(one, null), MacAsync(two, null));

        Assert.All(codes, code => Assert.Equal(2, code.Version));
        Assert.Equal(codes[0].Bytes, codes[1].Bytes);
        Assert.Equal(2, await CurrentAsync(one));
        Assert.Equal(2, await CurrentAsync(two));
    }

    private static async Task<KeyBytesResult> MacAsync(TestSilo silo, int? version) =>
        (await silo.Grains.GetGrain<IKeyServiceGrain>("t/race").MacAsync(Callers.Admin, [new MacItem([1], null, version)]))[0];

    // The loser of a race is told, and its next call reads the row again.
    private static async Task<KeyInfo> EnsureAsync(TestSilo silo, string name)
    {
        while (true)
        {
            try
            {
                return await silo.Key(name).EnsureAsync(new KeySpec { Algorithm = KeyAlgorithms.MlDsa44 });
            }
            catch (DunesException e) when (e.Kind == ErrorKind.Conflict)
            {
            }
        }
    }

    private static async Task<int> CurrentAsync(TestSilo silo)
    {
        await silo.ForgetAsync(silo.Key("t/race"));
        return (await silo.LeaseAsync("t/race")).Record.CurrentVersion;
    }

    private static async Task<DunesException?> RotateAsync(TestSilo silo, int expected)
    {
        try
        {
            await silo.Key("t/race").RotateAsync(null, expected);
            return null;
        }
        catch (DunesException e)
        {
            return e;
        }
    }
}

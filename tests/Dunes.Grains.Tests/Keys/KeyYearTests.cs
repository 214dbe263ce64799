using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys;
using Dunes.Grains.Tests.Hosting;

namespace Dunes.Grains.Tests.Keys;

/// <summary>A year of a key's grain: late, doubled and missed ticks, restarts, and a clock that jumps an hour to and fro.</summary>
public sealed class KeyYearTests
{
    [Fact]
    public async Task Over_a_year_there_is_one_current_version_at_a_time_every_version_once_and_no_overdue_key_is_used()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var silo = await TestSilo.StartAsync(database);
        var period = TimeSpan.FromDays(2);
        var key = silo.Key("t/year");
        await key.EnsureAsync(KeyTesting.Mac with { Rotation = new(period) });
        var random = new Random(20260101);
        var end = silo.Time.GetUtcNow().AddDays(365);
        var (current, since) = (1, silo.Time.GetUtcNow());
        while (silo.Time.GetUtcNow() < end)
        {
            switch (random.Next(6))
            {
                case 0:
                    await silo.ForgetAsync(key);
                    break;
                case 1:
                    silo.Time.AdjustTime(silo.Time.GetUtcNow() + TimeSpan.FromHours(random.Next(2) == 0 ? 1 : -1));
                    break;
                case 2:
                    await key.AsReference<IRemindable>().ReceiveReminder("rotation", default);
                    await key.AsReference<IRemindable>().ReceiveReminder("rotation", default);
                    break;
                default:
                    silo.Time.Advance(TimeSpan.FromMinutes(random.Next(1, 3 * 24 * 60)));
                    break;
            }

            if (random.Next(3) == 0)
                continue;
            var now = silo.Time.GetUtcNow();
            var record = await UseAsync();
            Assert.True(record.CurrentSince + period > now, "an overdue version was used");
            Assert.InRange(record.CurrentVersion, current, int.MaxValue);
            if (record.CurrentVersion > current)
                Assert.True(record.CurrentSince - since >= period, "rotated before it was due");
            (current, since) = (record.CurrentVersion, record.CurrentSince);
        }

        // When a use has gone through, what the timers began is done too, events included.
        current = (await UseAsync()).CurrentVersion;
        var versions = await key.ListVersionsAsync(null, 1, 1000);
        Assert.InRange(current, 100, 183);
        Assert.Equal(Enumerable.Range(1, versions.Count), versions.Select(version => version.Version));
        Assert.Equal(versions.Count, versions.Select(version => version.CreatedAt).Distinct().Count());
        Assert.Equal(versions.Count - 1, (await silo.EventsAsync("key.rotated", "t/year")).Count);

        async Task<KeyRecord> UseAsync()
        {
            while (true)
            {
                try
                {
                    return (await silo.LeaseAsync("t/year")).Record;
                }
                catch (DunesException e) when (e.Kind == ErrorKind.Conflict)
                {
                }
            }
        }
    }
}

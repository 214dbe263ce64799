using Dunes.Storage.Databases;
using Dunes.Storage.Reminders;
using Dunes.Storage.Tests.Databases;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Dunes.Storage.Tests.Reminders;

public sealed class ReminderTableTests() : StorageTest(new SqliteTestDatabase())
{
    [Fact]
    public async Task A_reminder_is_added_changed_and_removed_by_its_etag()
    {
        var table = Table("dunes");
        var entry = Entry("a", "rotate");
        var first = await table.UpsertRow(entry);
        entry.Period = TimeSpan.FromHours(2);
        var second = await table.UpsertRow(entry);
        Assert.NotEqual(first, second);

        var read = await table.ReadRow(entry.GrainId, "rotate");
        Assert.Equal((entry.GrainId, "rotate", entry.StartAt, entry.Period, second), (read!.GrainId, read.ReminderName, read.StartAt, read.Period, read.ETag));
        Assert.Equal(DateTimeKind.Utc, read.StartAt.Kind);
        Assert.Null(await table.ReadRow(entry.GrainId, "other"));
        Assert.Null(await Table("another-service").ReadRow(entry.GrainId, "rotate"));

        Assert.False(await table.RemoveRow(entry.GrainId, "rotate", first!));
        Assert.True(await table.RemoveRow(entry.GrainId, "rotate", second!));
        Assert.False(await table.RemoveRow(entry.GrainId, "rotate", second!));
        Assert.Empty((await table.ReadRows(entry.GrainId)).Reminders);
    }

    [Fact]
    public async Task Every_reminder_is_in_exactly_one_part_of_the_ring()
    {
        var table = Table("dunes");
        var entries = Enumerable.Range(0, 200).Select(number => Entry($"grain-{number}", "r")).ToArray();
        foreach (var entry in entries)
            await table.UpsertRow(entry);

        // Bounds on both sides of the signed numbers' limit, and the hash of one entry itself: exclusive below, inclusive above.
        var middle = entries[7].GrainId.GetUniformHashCode();
        foreach (var cut in new[] { 5u, middle, 0x8000_0000u, 0xF000_0000u })
        {
            var rising = await table.ReadRows(cut / 2, cut);
            var over = await table.ReadRows(cut, cut / 2);
            Assert.Equal(entries.Where(entry => InRing(entry, cut / 2, cut)).Select(Key).Order(), rising.Reminders.Select(Key).Order());
            Assert.Equal(entries.Where(entry => !InRing(entry, cut / 2, cut)).Select(Key).Order(), over.Reminders.Select(Key).Order());
        }

        Assert.Equal(200, (await table.ReadRows(9, 9)).Reminders.Count);
        await table.TestOnlyClearTable();
        Assert.Empty((await table.ReadRows(9, 9)).Reminders);
    }

    private static bool InRing(ReminderEntry entry, uint begin, uint end) => entry.GrainId.GetUniformHashCode() is var hash && hash > begin && hash <= end;

    private static string Key(ReminderEntry entry) => entry.GrainId.ToString();

    private static ReminderEntry Entry(string grain, string name) => new()
    {
        GrainId = GrainId.Create("test", grain),
        ReminderName = name,
        StartAt = Noon.UtcDateTime,
        Period = TimeSpan.FromMinutes(1),
    };

    private SqliteReminderTable Table(string serviceId) => new(Get<IDatabase>(), Microsoft.Extensions.Options.Options.Create(new ClusterOptions { ServiceId = serviceId }));
}

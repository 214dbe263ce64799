using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys;
using Dunes.Grains.Keys.Changes;

namespace Dunes.Grains.Tests.Keys.Changes;

/// <summary>Every state of a key and a version against every request: what comes of it, or the code of the refusal.</summary>
public sealed class KeyTransitionTests
{
    private static readonly KeyName Key = new("t", "k");
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(KeyState.Enabled, "enable", "same")]
    [InlineData(KeyState.Enabled, "disable", "Disabled")]
    [InlineData(KeyState.Enabled, "delete7", "PendingDeletion")]
    [InlineData(KeyState.Enabled, "delete0", "Destroyed")]
    [InlineData(KeyState.Enabled, "undelete", "DUNES-KEY-014")]
    [InlineData(KeyState.Disabled, "enable", "Enabled")]
    [InlineData(KeyState.Disabled, "disable", "same")]
    [InlineData(KeyState.Disabled, "delete7", "PendingDeletion")]
    [InlineData(KeyState.Disabled, "delete0", "Destroyed")]
    [InlineData(KeyState.Disabled, "undelete", "DUNES-KEY-014")]
    [InlineData(KeyState.PendingDeletion, "enable", "DUNES-KEY-014")]
    [InlineData(KeyState.PendingDeletion, "disable", "DUNES-KEY-014")]
    [InlineData(KeyState.PendingDeletion, "delete7", "PendingDeletion")]
    [InlineData(KeyState.PendingDeletion, "delete0", "Destroyed")]
    [InlineData(KeyState.PendingDeletion, "undelete", "Disabled")]
    [InlineData(KeyState.Destroyed, "enable", "DUNES-KEY-012")]
    [InlineData(KeyState.Destroyed, "disable", "DUNES-KEY-012")]
    [InlineData(KeyState.Destroyed, "delete7", "DUNES-KEY-012")]
    [InlineData(KeyState.Destroyed, "delete0", "DUNES-KEY-012")]
    [InlineData(KeyState.Destroyed, "undelete", "DUNES-KEY-012")]
    [InlineData(KeyState.Destroyed, "trim", "DUNES-KEY-012")]
    [InlineData(KeyState.Destroyed, "update", "DUNES-KEY-012")]
    public void Of_a_key(KeyState state, string request, string expected)
    {
        var record = Record(5) with { State = state, DestroyAt = state >= KeyState.PendingDeletion ? Now.AddDays(3) : null };
        Assert.Equal(expected, Outcome(record, request, null, next => next.State));
    }

    [Theory]
    [InlineData(KeyState.Enabled, "enable", "same")]
    [InlineData(KeyState.Enabled, "disable", "Disabled")]
    [InlineData(KeyState.Enabled, "delete7", "PendingDeletion")]
    [InlineData(KeyState.Enabled, "delete0", "Destroyed")]
    [InlineData(KeyState.Enabled, "undelete", "DUNES-KEY-014")]
    [InlineData(KeyState.Disabled, "enable", "Enabled")]
    [InlineData(KeyState.Disabled, "disable", "same")]
    [InlineData(KeyState.Disabled, "delete7", "PendingDeletion")]
    [InlineData(KeyState.Disabled, "delete0", "Destroyed")]
    [InlineData(KeyState.Disabled, "undelete", "DUNES-KEY-014")]
    [InlineData(KeyState.PendingDeletion, "enable", "DUNES-KEY-014")]
    [InlineData(KeyState.PendingDeletion, "disable", "DUNES-KEY-014")]
    [InlineData(KeyState.PendingDeletion, "delete7", "PendingDeletion")]
    [InlineData(KeyState.PendingDeletion, "delete0", "Destroyed")]
    [InlineData(KeyState.PendingDeletion, "undelete", "Disabled")]
    [InlineData(KeyState.Destroyed, "enable", "DUNES-KEY-013")]
    [InlineData(KeyState.Destroyed, "disable", "DUNES-KEY-013")]
    [InlineData(KeyState.Destroyed, "delete7", "DUNES-KEY-013")]
    [InlineData(KeyState.Destroyed, "delete0", "DUNES-KEY-013")]
    [InlineData(KeyState.Destroyed, "undelete", "DUNES-KEY-013")]
    public void Of_a_version(KeyState state, string request, string expected)
    {
        var record = state == KeyState.Enabled
            ? Record(5)
            : Record(5) with { Exceptions = new Dictionary<int, VersionStatus> { [3] = new(state, state == KeyState.Disabled ? null : Now.AddDays(3), Now) } };
        Assert.Equal(expected, Outcome(record, request, 3, next => KeyStates.OfVersion(Key, next, 3)));
    }

    [Theory]
    [InlineData("enable", 6, "DUNES-KEY-003")]
    [InlineData("disable", 0, "DUNES-KEY-003")]
    [InlineData("delete7", 6, "DUNES-KEY-003")]
    [InlineData("undelete", -1, "DUNES-KEY-003")]
    [InlineData("delete7", 5, "DUNES-KEY-015")]
    [InlineData("delete0", 5, "DUNES-KEY-015")]
    [InlineData("disable", 5, "Disabled")]
    public void Of_a_version_that_is_not_there_or_is_current(string request, int version, string expected) =>
        Assert.Equal(expected, Outcome(Record(5), request, version, next => KeyStates.OfVersion(Key, next, version)));

    [Theory]
    [InlineData(-1)]
    [InlineData(31)]
    public void Days_are_0_to_30(int days) => Refused("DUNES-KEY-016", () => KeyDeletion.Schedule(Key, Record(5), null, days, Now));

    [Fact]
    public void What_forbids_something_restricts_and_what_allows_it_does_not()
    {
        Assert.True(KeyStates.Disable(Key, Record(5), null)!.Restricts);
        Assert.True(KeyStates.Disable(Key, Record(5), 3)!.Restricts);
        Assert.True(KeyDeletion.Schedule(Key, Record(5), null, 7, Now).Restricts);
        Assert.True(KeyDeletion.Schedule(Key, Record(5), null, 0, Now).Restricts);
        Assert.True(KeyDeletion.Schedule(Key, Record(5), (3, Now), 7, Now).Restricts);
        Assert.True(KeyDeletion.Schedule(Key, Record(5), (3, Now), 0, Now).Restricts);
        Assert.True(KeyDeletion.Trim(Key, Record(5) with { MinEncryptionVersion = 3, MinDecryptionVersion = 3 }, 3)!.Restricts);
        Assert.True(KeyUpdates.Apply(Key, Record(5), new KeyUpdate { Grants = [] })!.Restricts);
        Assert.True(KeyUpdates.Apply(Key, Record(5), new KeyUpdate { Limits = new() })!.Restricts);
        Assert.True(KeyUpdates.Apply(Key, Record(5), new KeyUpdate { MinEncryptionVersion = 2 })!.Restricts);
        Assert.False(KeyUpdates.Apply(Key, Record(5), new KeyUpdate { Description = "x" })!.Restricts);
    }

    [Fact]
    public void Destroyed_versions_at_the_start_become_the_first_available_version_and_lift_the_floors()
    {
        var record = Record(6);
        foreach (var version in (int[])[2, 3, 5])
            record = KeyDeletion.Schedule(Key, record, (version, Now), 0, Now).Next;
        Assert.Equal((1, 1), (record.MinAvailableVersion, record.MinDecryptionVersion));
        Assert.Equal([2, 3, 5], record.Exceptions.Keys.Order());

        record = KeyDeletion.Schedule(Key, record, (1, Now), 0, Now).Next;
        Assert.Equal((4, 4, 4), (record.MinAvailableVersion, record.MinDecryptionVersion, record.MinEncryptionVersion));
        Assert.Equal([5], record.Exceptions.Keys);
        Assert.Equal([1, 2, 3, 5], record.ToDelete.Order());
        KeyStateCheck.Run(Key, record);
    }

    [Fact]
    public void What_is_due_is_destroyed_when_its_time_has_come_and_not_before()
    {
        var record = KeyDeletion.Schedule(Key, Record(6), (2, Now), 7, Now).Next;
        record = KeyDeletion.Schedule(Key, record, (4, Now), 8, Now).Next;
        Assert.Equal(Now.AddDays(7), KeyDeletion.NextDestruction(record));
        Assert.Null(KeyDeletion.Due(record, Now.AddDays(7).AddTicks(-1)));
        record = KeyDeletion.Due(record, Now.AddDays(7))!.Next;
        Assert.Equal([2], record.ToDelete);
        Assert.Equal(KeyState.PendingDeletion, record.Exceptions[4].State);

        record = KeyDeletion.Schedule(Key, record, null, 0, Now).Next;
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], record.ToDelete.Order());
        Assert.Null(KeyDeletion.NextDestruction(record));
        KeyStateCheck.Run(Key, record);
    }

    [Fact]
    public void Trimming_needs_both_floors_above_and_destroys_all_below_once()
    {
        var record = KeyDeletion.Schedule(Key, Record(6), (2, Now), 0, Now).Next with { ToDelete = [] };
        Refused("DUNES-KEY-017", () => KeyDeletion.Trim(Key, record, 4));
        record = KeyUpdates.Apply(Key, record, new KeyUpdate { MinEncryptionVersion = 5, MinDecryptionVersion = 4 })!.Next;
        Refused("DUNES-KEY-017", () => KeyDeletion.Trim(Key, record, 5));
        Refused("DUNES-KEY-016", () => KeyDeletion.Trim(Key, record, 0));
        record = KeyDeletion.Trim(Key, record, 4)!.Next;
        Assert.Equal([1, 3], record.ToDelete);
        Assert.Equal(4, record.MinAvailableVersion);
        Assert.Empty(record.Exceptions);
        Assert.Null(KeyDeletion.Trim(Key, record, 4));
        KeyStateCheck.Run(Key, record);
        Refused("DUNES-KEY-003", () => KeyStates.Enable(Key, record, 3));
    }

    [Theory]
    [InlineData(null, 2, null, null)]
    [InlineData(7, null, "DUNES-KEY-017", null)]
    [InlineData(3, 4, "DUNES-KEY-017", null)]
    [InlineData(0, null, "DUNES-KEY-017", null)]
    [InlineData(3, 3, null, "3 3")]
    [InlineData(6, 1, null, "6 1")]
    public void Floors_are_in_order(int? encryption, int? decryption, string? code, string? floors)
    {
        var update = new KeyUpdate { MinEncryptionVersion = encryption, MinDecryptionVersion = decryption };
        if (code is null && floors is not null)
        {
            var next = KeyUpdates.Apply(Key, Record(6), update)!.Next;
            Assert.Equal(floors, $"{next.MinEncryptionVersion} {next.MinDecryptionVersion}");
        }
        else
        {
            Refused("DUNES-KEY-017", () => KeyUpdates.Apply(Key, Record(6), update));
        }
    }

    [Fact]
    public void An_update_that_says_nothing_is_none() => Assert.Null(KeyUpdates.Apply(Key, Record(1), new KeyUpdate()));

    private static KeyRecord Record(int current) => KeyCreation.First(Guid.NewGuid(), KeyTesting.Mac, Now).Next with { CurrentVersion = current };

    private static string Outcome(KeyRecord record, string request, int? version, Func<KeyRecord, KeyState> state)
    {
        try
        {
            var change = request switch
            {
                "enable" => KeyStates.Enable(Key, record, version),
                "disable" => KeyStates.Disable(Key, record, version),
                "undelete" => KeyDeletion.Cancel(Key, record, version),
                "trim" => KeyDeletion.Trim(Key, record, 1),
                "update" => KeyUpdates.Apply(Key, record, new KeyUpdate { Description = "x" }),
                _ => KeyDeletion.Schedule(Key, record, version is { } number ? (number, Now) : null, request[^1] - '0', Now),
            };
            if (change is null)
                return "same";
            KeyStateCheck.Run(Key, change.Next);
            return state(change.Next).ToString();
        }
        catch (DunesException e)
        {
            return e.Code;
        }
    }

    private static void Refused(string code, Func<object?> decide) => Assert.Equal(code, Assert.Throws<DunesException>(() => decide()).Code);
}

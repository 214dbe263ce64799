using System.Globalization;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>The errors of using keys: DUNES-KEY-030 to -059 (docs/errors.md).</summary>
internal static class KeyUseErrors
{
    public static DunesException Disabled(KeyName name, int? version) =>
        new("DUNES-KEY-030", ErrorKind.Conflict, $"{Subject(name, version)} is disabled.");

    public static DunesException PendingDeletion(KeyName name, int? version, DateTimeOffset? destroyAt) => new(
        "DUNES-KEY-031",
        ErrorKind.Gone,
        string.Create(CultureInfo.InvariantCulture, $"{Subject(name, version)} is deleted and will be destroyed at {destroyAt:u}; until then it can be undeleted."));

    public static DunesException BelowFloor(KeyName name, int version, string what, int floor) =>
        new("DUNES-KEY-032", ErrorKind.Conflict, $"No version of {name} below {floor} {what}; this is version {version}.");

    public static DunesException UsedUp(KeyName name, int version, long max) =>
        new("DUNES-KEY-033", ErrorKind.Exhausted, $"Version {version} of {name} has been used {max} times, its limit; rotate the key.");

    public static DunesException BadBatch(int max) =>
        new("DUNES-KEY-034", ErrorKind.Invalid, $"A batch has 1 to {max} items.");

    public static DunesException TooLarge(string what, int max) =>
        new("DUNES-KEY-035", ErrorKind.Invalid, $"{what} at most {max} bytes.");

    public static DunesException BadItem(string what) =>
        new("DUNES-KEY-036", ErrorKind.Invalid, what);

    public static DunesException OtherKey(KeyName name) =>
        new("DUNES-KEY-037", ErrorKind.Invalid, $"The message was not sealed with {name}, or not in the way that this key seals.");

    public static DunesException Stopped() =>
        new("DUNES-KEY-038", ErrorKind.Unavailable, "The process is shutting down; nothing was done.");

    public static DunesException NoLease(KeyName name) =>
        new("DUNES-KEY-039", ErrorKind.Unavailable, $"The key {name} changes too fast to be used; nothing was done. Try again.");

    private static string Subject(KeyName name, int? version) => version is { } number ? $"Version {number} of the key {name}" : $"The key {name}";
}

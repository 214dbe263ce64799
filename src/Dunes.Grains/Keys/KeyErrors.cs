using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys;

/// <summary>The errors of keys; DUNES-KEY-001 is <see cref="KeyName.Parse"/>'s.</summary>
internal static class KeyErrors
{
    public static DunesException NotFound(KeyName name) =>
        new("DUNES-KEY-002", ErrorKind.NotFound, $"There is no key {name}.");

    public static DunesException NoVersion(KeyName name, int version) =>
        new("DUNES-KEY-003", ErrorKind.NotFound, $"The key {name} has no version {version}.");

    public static DunesException BadSpec(string what) =>
        new("DUNES-KEY-004", ErrorKind.Invalid, what);

    public static DunesException OtherAlgorithm(KeyName name, string algorithm) =>
        new("DUNES-KEY-005", ErrorKind.Conflict, $"The key {name} exists with the algorithm {algorithm}; a key's algorithm never changes.");

    public static DunesException OtherVersion(KeyName name, int current) =>
        new("DUNES-KEY-006", ErrorKind.Conflict, $"The current version of {name} is {current}. Nothing was rotated.");

    public static DunesException WrongUse(KeyName name, string algorithm) =>
        new("DUNES-KEY-007", ErrorKind.Invalid, $"The key {name} is of the algorithm {algorithm}, which cannot do this.");

    public static DunesException BadContext(string what) =>
        new("DUNES-KEY-008", ErrorKind.Invalid, what);

    public static DunesException BadState(KeyName name, string what) =>
        new("DUNES-KEY-103", ErrorKind.Integrity, $"The stored state of {name} contradicts itself: {what}.");
}

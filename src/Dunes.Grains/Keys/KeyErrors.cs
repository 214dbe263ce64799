using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys;

/// <summary>The errors of keys and their life; DUNES-KEY-001 is <see cref="KeyName.Parse"/>'s, from -030 on they are those of using keys.</summary>
internal static class KeyErrors
{
    /// <summary>Code of <see cref="Destroyed"/>.</summary>
    public const string DestroyedCode = "DUNES-KEY-012";

    /// <summary>Code of <see cref="VersionDestroyed"/>.</summary>
    public const string VersionDestroyedCode = "DUNES-KEY-013";

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

    public static DunesException Denied(KeyName name, KeyOperation operation) =>
        new("DUNES-KEY-010", ErrorKind.Forbidden, $"The caller has no right to {operation} on the key {name}.");

    public static DunesException Taken(KeyName name) =>
        new("DUNES-KEY-011", ErrorKind.Conflict, $"The name {name} is taken: a key has it, or had it before it was destroyed.");

    public static DunesException Destroyed(KeyName name) =>
        new(DestroyedCode, ErrorKind.Gone, $"The key {name} was destroyed. What only it can open is lost for ever.");

    public static DunesException VersionDestroyed(KeyName name, int version) =>
        new(VersionDestroyedCode, ErrorKind.Gone, $"Version {version} of the key {name} was destroyed. What only it can open is lost for ever.");

    public static DunesException WrongState(string subject, KeyState state, string needed) =>
        new("DUNES-KEY-014", ErrorKind.Conflict, $"{subject} is in the state {state}; {needed}.");

    public static DunesException CurrentVersion(KeyName name, int version) =>
        new("DUNES-KEY-015", ErrorKind.Conflict, $"Version {version} of the key {name} is the current one: rotate first, or delete the key.");

    public static DunesException OutOfRange(string what) =>
        new("DUNES-KEY-016", ErrorKind.Invalid, what);

    public static DunesException BadFloor(string what) =>
        new("DUNES-KEY-017", ErrorKind.Conflict, what);

    public static DunesException NotExportable(KeyName name) =>
        new("DUNES-KEY-018", ErrorKind.Forbidden, $"The key {name} was not created exportable.");

    public static DunesException BadRecipient() =>
        new("DUNES-KEY-019", ErrorKind.Invalid, "The recipient's public key is not an encoded ML-KEM-1024 key of 1,568 bytes.");

    public static DunesException BadExport(string what) =>
        new("DUNES-KEY-020", ErrorKind.Invalid, $"The wrapped key cannot be imported: {what}.");

    public static DunesException BadBackup(string what) =>
        new("DUNES-KEY-021", ErrorKind.Invalid, $"The backup cannot be restored: {what}.");

    public static DunesException OtherBackup(KeyName name, string inBackup) =>
        new("DUNES-KEY-022", ErrorKind.Conflict, $"The backup is of the key {inBackup} and can be restored under that name only, not as {name}.");

    public static DunesException BadCursor() =>
        new("DUNES-KEY-023", ErrorKind.Invalid, "The cursor is not one that a page of this list gave.");

    public static DunesException Reserved(KeyName name, string what) =>
        new("DUNES-KEY-024", ErrorKind.Invalid, $"The name {name} is kept for the cluster's own use: {what}.");

    public static DunesException StoreUnavailable() =>
        new("DUNES-KEY-025", ErrorKind.Unavailable, "The stored versions of the key cannot be reached now; nothing was changed. Try again later.");

    public static DunesException NoKeysOf(string tenant) =>
        new("DUNES-KEY-026", ErrorKind.NotFound, $"There are no keys of a tenant {tenant}.");

    public static DunesException NotOpen(KeyName name, int version) =>
        new("DUNES-KEY-101", ErrorKind.Integrity, $"The secret of {name}, version {version}, does not open: it was altered, or is another's.");

    public static DunesException OtherPublicKey(KeyName name, int version) =>
        new("DUNES-KEY-102", ErrorKind.Integrity, $"The public key of {name}, version {version}, is not that of its secret.");

    public static DunesException BadState(KeyName name, string what) =>
        new("DUNES-KEY-103", ErrorKind.Integrity, $"The stored state of {name} contradicts itself: {what}.");
}

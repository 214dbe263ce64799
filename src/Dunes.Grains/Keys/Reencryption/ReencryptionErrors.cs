using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Reencryption;

/// <summary>The errors of re-encryption: DUNES-KEY-070 to -079 (docs/errors.md).</summary>
internal static class ReencryptionErrors
{
    public static DunesException NothingStored(KeyName name) => new(
        "DUNES-KEY-070", ErrorKind.Invalid, $"The cluster stores nothing under the key {name}; seal your own ciphertext anew with rewrap.");

    public static DunesException BadRate(int max) =>
        new("DUNES-KEY-071", ErrorKind.Invalid, $"A run does 1 to {max} items a second.");

    public static DunesException NoRun(KeyName name) =>
        new("DUNES-KEY-072", ErrorKind.NotFound, $"Nothing has been re-encrypted under the key {name} yet.");

    public static DunesException NotSealing(int version) =>
        new("DUNES-KEY-073", ErrorKind.Unavailable, $"Version {version} does not seal on this silo yet.");

    public static DunesException Interrupted() =>
        new("DUNES-KEY-074", ErrorKind.Unavailable, "Stored data cannot be reached now; the run goes on by itself.");
}

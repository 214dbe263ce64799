using Dunes.Abstractions.Errors;
using Dunes.Cryptography.RootKeys;

namespace Dunes.Grains.RootKeys;

/// <summary>The errors of the root key as callers of grains see them.</summary>
internal static class RootKeyErrors
{
    /// <summary>Nothing that needs keys can be done: no provider opens the root key.</summary>
    public static DunesException Sealed() => new(
        RootKeyException.NotOpenedCode,
        ErrorKind.Unavailable,
        "The cluster is sealed: no KEK provider opens its root key. The log says why; it unseals by itself when one does.");

    /// <summary>Something is still sealed under a version that is to be destroyed.</summary>
    public static DunesException InUse(int version, long count) => new(
        "DUNES-ROOT-016", ErrorKind.Conflict, $"Under version {version} of the cluster root key {count} stored items are sealed. Re-encrypt first.");

    /// <summary>A newer version does not seal, or has not sealed long enough that every silo must know of it.</summary>
    public static DunesException TooYoung(int version) => new(
        RootKeyException.VersionInUseCode, ErrorKind.Conflict, $"A silo may still seal under version {version} of the cluster root key. Try again in a minute or two.");

    /// <summary>The caller's roles do not allow it.</summary>
    public static DunesException Forbidden() => new("DUNES-ROOT-017", ErrorKind.Forbidden, "Your roles do not allow this with the cluster root key.");

    /// <summary>As it crosses a grain call.</summary>
    public static DunesException Of(RootKeyException error) => new(
        error.Code,
        error.Code switch
        {
            RootKeyException.ChangedCode or RootKeyException.LastWrapCode or RootKeyException.VersionInUseCode => ErrorKind.Conflict,
            RootKeyException.NoProviderCode or RootKeyException.NoVersionCode => ErrorKind.NotFound,
            _ => ErrorKind.Unavailable,
        },
        error.Message[(error.Code.Length + 2)..]);
}

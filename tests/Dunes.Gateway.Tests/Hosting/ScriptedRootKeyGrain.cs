using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Tests.Hosting;

/// <summary>A root key that may be sealed; what is asked of it by a caller is recorded.</summary>
public sealed class ScriptedRootKeyGrain : Grain, IRootKeyGrain
{
    public static bool Sealed { get; set; }

    private static RootKeyStatus Status => new(
        Sealed,
        Sealed ? 0 : 2,
        [new(1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, ["file/0011"]), new(2, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(30), ["file/0011", "pkcs11/22"])],
        [new("file", !Sealed, Sealed ? "DUNES-ROOT-002: The KEK file '/secret/place' does not exist" : null), new("aws-kms", false, "SomeException")]);

    public Task<RootKeyStatus> GetStatusAsync(Principal? caller) => caller is null ? Task.FromResult(Status) : Answer("Status", caller);

    public Task<RootKeyStatus> RotateAsync(Principal caller, int expectedVersion) => Answer("Rotate", caller, expectedVersion);

    public Task<RootKeyStatus> RewrapAsync(Principal caller) => Answer("Rewrap", caller);

    public Task<RootKeyStatus> AddProviderAsync(Principal caller, string provider) => Answer("AddProvider", caller, provider);

    public Task<RootKeyStatus> RemoveProviderAsync(Principal caller, string provider) => Answer("RemoveProvider", caller, provider);

    public Task<RootKeyStatus> DestroyAsync(Principal caller, int version) => version == 404
        ? throw new DunesException("DUNES-ROOT-016", ErrorKind.Conflict, "In use.")
        : Answer("Destroy", caller, version);

    private static Task<RootKeyStatus> Answer(string method, Principal caller, params object?[] arguments)
    {
        KeyCalls.Record("root", method, [caller, .. arguments]);
        return Task.FromResult(Status);
    }
}

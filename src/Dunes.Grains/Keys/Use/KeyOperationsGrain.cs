using System.Text;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Sealing;
using Dunes.Cryptography.Signatures;
using Orleans.Concurrency;

namespace Dunes.Grains.Keys.Use;

/// <summary>The cluster's own use of a key, on every silo and on as many threads as it has processors, from the silo's <see cref="KeyCache"/>.</summary>
[StatelessWorker, Reentrant]
internal sealed class KeyOperationsGrain(KeyCache cache, SigningOperations signing, KeyUseEvents events, TimeProvider time) : Grain, IKeyOperationsGrain
{
    private KeyName name;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        name = KeyName.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public Task<SignatureResult> SignAsync(byte[] message, string label) => SignWithContextAsync(message, SigningOperations.ContextOf(label, default));

    public async Task<SignatureResult> SignWithContextAsync(byte[] message, byte[] context)
    {
        if (context.Length > MlDsaParameterSets.MaxContextSize)
            throw KeyErrors.BadContext($"A signature's context has at most {MlDsaParameterSets.MaxContextSize} bytes.");
        return await signing.SignAsync(name, message, context);
    }

    public async Task<bool> VerifyAsync(int version, byte[] message, byte[] signature, string label)
    {
        var context = SigningOperations.ContextOf(label, default);
        var (result, algorithm) = await signing.VerifyAsync(name, version, message, isMu: false, context, signature);
        if (!result.Valid)
            events.VerifyFailed(caller: null, name, algorithm, 1, 1);
        return result.Valid;
    }

    public async Task<byte[]> SealAsync(byte[] plaintext, byte[] associatedData)
    {
        await RequireSealingAsync(version: 0);
        using var use = await cache.ProtectAsync(name, version: null, plaintext.Length);
        return Plain(use.Version).Seal(plaintext, associatedData);
    }

    public async Task<byte[]> OpenAsync(byte[] message, byte[] associatedData)
    {
        if (!SealedHeader.TryRead(message, out var header))
            throw new DunesException(SealingException.NotAMessageCode, ErrorKind.Invalid, "This is not a DC2K-1 message.");
        var isDataKey = header.Flags.HasFlag(SealedFlags.DataKey);
        await RequireSealingAsync(header.Version);
        try
        {
            using var use = await cache.UseAsync(name, header.Version);
            if (header.KeyId != use.Record.KeyId)
                throw VersionSealer.Mismatch();
            return Plain(await use.OpenAsync(header.Version)).Open(message, isDataKey, associatedData);
        }
        catch (DunesException e) when (e.Code == SealingException.MismatchCode)
        {
            // What the cluster stored itself was altered.
            events.DecryptFailed(caller: null, name, e.Code, KeyAlgorithms.Dc2k1, 1, 1);
            throw new DunesException(e.Code, ErrorKind.Integrity, e.Message);
        }
    }

    public async Task<ContextKeyMaterial> DeriveContextKeyAsync(string contextId, byte[]? salt, int? version)
    {
        byte[] label = salt is null ? [.. "context:"u8, .. Encoding.UTF8.GetBytes(contextId)] : [.. "context:"u8, .. Encoding.UTF8.GetBytes(contextId), 0, .. salt];
        await RequireSealingAsync(version ?? 0);

        // One key for many messages: it counts as one operation, when it is to seal with.
        if (version is not { } old)
        {
            using var use = await cache.ProtectAsync(name, version: null, bytes: 0);
            return Derive(use.Use, use.Version, label);
        }

        using var opening = await cache.UseAsync(name, old);
        return Derive(opening, await opening.OpenAsync(old), label);
    }

    private static VersionSealer Plain(OpenedVersion version) => new(version.Secret.Sealing, SealingMode.Plain, []);

    private ContextKeyMaterial Derive(KeyUse use, OpenedVersion version, byte[] label)
    {
        using var key = version.Secret.Sealing.DeriveContextKey(label);
        var secret = GC.AllocateUninitializedArray<byte>(ContextKey.Size, pinned: true);
        key.Export(secret);
        return new(use.Record.KeyId, version.Version, secret, time.GetUtcNow() + use.Remaining);
    }

    private async ValueTask RequireSealingAsync(int version)
    {
        using var use = await cache.UseAsync(name, version);
        if (!SealingOperations.IsDc2k1(use.Record.Spec.Algorithm))
            throw KeyErrors.WrongUse(name, use.Record.Spec.Algorithm);
    }
}

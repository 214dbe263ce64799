using System.Text;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Abstractions.Telemetry;
using Dunes.Cryptography.Sealing;
using Dunes.Cryptography.Signatures;
using Orleans.Concurrency;

namespace Dunes.Grains.Keys;

/// <summary>
/// The arithmetic of a key, on every silo and on as many threads as it has processors. Works on a copy of the ring for at most a lease,
/// opens a secret when it is first needed, and wipes it when the ring has changed or the activation ends.
/// </summary>
[StatelessWorker]
internal sealed class KeyOperationsGrain(KeyMaterial material, ISecurityEvents events, TimeProvider time) : Grain, IKeyOperationsGrain
{
    private KeyName name;
    private LeasedKeyRing? leased;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        name = KeyName.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        leased?.Dispose();
        return Task.CompletedTask;
    }

    public Task<SignatureResult> SignAsync(byte[] message, string label) => SignWithContextAsync(message, Context(label));

    public async Task<SignatureResult> SignWithContextAsync(byte[] message, byte[] context)
    {
        if (context.Length > MlDsaParameterSets.MaxContextSize)
            throw KeyErrors.BadContext($"A signature's context has at most {MlDsaParameterSets.MaxContextSize} bytes.");
        var ring = await RingAsync();
        var set = SigningSet(ring);
        var (version, secret) = ring.Open(ring.Info.CurrentVersion);
        return new(ring.Info.Algorithm, version.Version, version.PublicKey!, MlDsa.Provider.Sign(set, secret.Seed, message, context));
    }

    public async Task<bool> VerifyAsync(int version, byte[] message, byte[] signature, string label)
    {
        var context = Context(label);
        var ring = await RingAsync(version);
        var set = SigningSet(ring);
        var valid = MlDsa.Provider.Verify(set, ring.Open(version).Info.PublicKey, message, signature, context);
        DunesMetrics.SignatureVerified(ring.Info.Algorithm, valid);
        if (!valid)
            Report(SecurityEventType.SignatureVerifyFailed, "DUNES-KEY-009", $"{ring.Info.Algorithm} version {version}");
        return valid;
    }

    public async Task<byte[]> SealAsync(byte[] plaintext, byte[] associatedData)
    {
        var ring = await RingAsync();
        var key = SealingKeyOf(ring, ring.Info.CurrentVersion);
        var start = time.GetTimestamp();
        try
        {
            return key.Seal(plaintext, associatedData);
        }
        catch (SealingException e)
        {
            throw new DunesException(e.Code, ErrorKind.Invalid, "The message is larger than 1 GiB, the most that one message can hold.");
        }
        finally
        {
            DunesMetrics.Encrypted(KeyAlgorithm.Sealing, "seal", time.GetElapsedTime(start));
        }
    }

    public async Task<byte[]> OpenAsync(byte[] message, byte[] associatedData)
    {
        if (!SealedHeader.TryRead(message, out var header))
            throw new DunesException(SealingException.NotAMessageCode, ErrorKind.Invalid, "This is not a DC2K-1 message.");
        var ring = await RingAsync(header.Version);
        if (header.KeyId != ring.Info.KeyId)
            throw Refused(header.Version);
        var key = SealingKeyOf(ring, header.Version);
        var start = time.GetTimestamp();
        try
        {
            return key.Open(message, associatedData);
        }
        catch (SealingException e) when (e.Code == SealingException.MismatchCode)
        {
            throw Refused(header.Version);
        }
        catch (SealingException e)
        {
            throw new DunesException(e.Code, ErrorKind.Invalid, "The message is not of the form that a DC2K-1 message has.");
        }
        finally
        {
            DunesMetrics.Encrypted(KeyAlgorithm.Sealing, "open", time.GetElapsedTime(start));
        }
    }

    public async Task<ContextKeyMaterial> DeriveContextKeyAsync(string contextId, int? version)
    {
        var ring = await RingAsync(version ?? 1);
        var used = version ?? ring.Info.CurrentVersion;
        using var key = SealingKeyOf(ring, used).DeriveContextKey(Encoding.UTF8.GetBytes($"context:{contextId}"));
        var secret = GC.AllocateUninitializedArray<byte>(ContextKey.Size, pinned: true);
        key.Export(secret);
        return new(ring.Info.KeyId, used, secret, ring.LeaseUntil);
    }

    private static byte[] Context(string label)
    {
        try
        {
            return SigningContext.For(label, default);
        }
        catch (ArgumentException e)
        {
            throw KeyErrors.BadContext(e.Message);
        }
    }

    private MlDsaParameterSet SigningSet(LeasedKeyRing ring) =>
        MlDsaParameterSets.TryParse(ring.Info.Algorithm, out var set) ? set : throw KeyErrors.WrongUse(name, ring.Info.Algorithm);

    private SealingKey SealingKeyOf(LeasedKeyRing ring, int version) =>
        ring.Info.Algorithm == KeyAlgorithm.Sealing ? ring.Open(version).Secret.Sealing : throw KeyErrors.WrongUse(name, ring.Info.Algorithm);

    // A version that the copy does not know may have been made on another silo a moment ago, so one that is asked for renews the lease.
    private async Task<LeasedKeyRing> RingAsync(int version = 1)
    {
        if (leased is not null && leased.IsValid(time.GetUtcNow()) && leased.Has(Math.Max(1, version)))
            return leased;
        var ring = await FetchAsync();
        var now = time.GetUtcNow();
        if (leased is not null && leased.IsSameAs(ring))
            return leased = leased.Renew(ring, now);
        leased?.Dispose();
        return leased = new(name, ring, now, material);
    }

    private async Task<KeyRing> FetchAsync()
    {
        var key = GrainFactory.GetGrain<IKeyGrain>(name.ToString());
        try
        {
            return await key.GetRingAsync();
        }
        catch (DunesException e) when (e.Kind == ErrorKind.Conflict)
        {
            // A second activation of the key lost the race to rotate it and has ended; the next one reads what the winner wrote.
            return await key.GetRingAsync();
        }
    }

    private DunesException Refused(int version)
    {
        Report(SecurityEventType.DecryptFailed, SealingException.MismatchCode, $"{KeyAlgorithm.Sealing} version {version}");
        return new(SealingException.MismatchCode, ErrorKind.Integrity, "The message was altered, or key, version or associated data are not those it was sealed with.");
    }

    private void Report(SecurityEventType type, string code, string detail) => events.Record(new SecurityEvent
    {
        Type = type,
        Time = time.GetUtcNow(),
        Success = false,
        StatusCode = code,
        StatusDetail = detail,
        ResourceType = "key",
        ResourceId = name.ToString(),
        Tenant = name.Tenant,
    });
}

using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Sealing;
using Orleans.Concurrency;

namespace Dunes.Grains.Keys.Use;

/// <summary>
/// What callers do with a key: lets them in, and hands the items to the operations. It has no state of its own, so calls may interleave: one that
/// waits for a batch or a lease does not hold up the next.
/// </summary>
[StatelessWorker, Reentrant]
internal sealed class KeyServiceGrain(
    KeyAdmission admission,
    SigningOperations signing,
    SealingOperations sealing,
    KemOperations kem,
    MacOperations macs,
    KeyUseEvents events) : Grain, IKeyServiceGrain
{
    private KeyName name;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        name = KeyName.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<KeyBytesResult>> SignAsync(Principal caller, IReadOnlyList<SignItem> items, int? version)
    {
        KeyBatch.RequireSize(items.Count);
        var spec = await admission.AdmitAsync(caller, name, KeyOperation.Sign, KeyAlgorithms.Signs, version, protects: true);
        return await KeyBatch.RunAsync(items, item => signing.SignAsync(name, spec, item, version), Failed);
    }

    public async Task<IReadOnlyList<KeyValidityResult>> VerifyAsync(Principal caller, IReadOnlyList<VerifyItem> items)
    {
        KeyBatch.RequireSize(items.Count);
        var spec = await admission.AdmitAsync(caller, name, KeyOperation.Verify, KeyAlgorithms.Signs, version: null, protects: false);
        var results = await KeyBatch.RunAsync(items, item => signing.VerifyAsync(name, spec, item), Undecided);
        ReportInvalid(caller, spec.Algorithm, results);
        return results;
    }

    public async Task<IReadOnlyList<KeyBytesResult>> EncryptAsync(Principal caller, IReadOnlyList<SealingItem> items, int? version)
    {
        SealingOperations.Check(items);
        var spec = await admission.AdmitAsync(caller, name, KeyOperation.Encrypt, SealingOperations.Can, version, protects: true);
        return await KeyBatch.RunAsync(items, item => sealing.SealAsync(name, spec, item, version), Failed);
    }

    public async Task<IReadOnlyList<KeyBytesResult>> DecryptAsync(Principal caller, IReadOnlyList<SealingItem> items)
    {
        SealingOperations.Check(items);
        var spec = await admission.AdmitAsync(caller, name, KeyOperation.Decrypt, SealingOperations.Can, version: null, protects: false);
        var results = await KeyBatch.RunAsync(items, item => sealing.OpenAsync(name, spec, item), Failed);
        ReportUnopened(caller, spec.Algorithm, results);
        return results;
    }

    public async Task<IReadOnlyList<KeyBytesResult>> RewrapAsync(Principal caller, IReadOnlyList<SealingItem> items)
    {
        SealingOperations.Check(items);
        var spec = await admission.AdmitAsync(caller, name, KeyOperation.Rewrap, SealingOperations.Can, version: null, protects: true);
        var results = await KeyBatch.RunAsync(items, item => sealing.RewrapAsync(name, spec, item), Failed);
        ReportUnopened(caller, spec.Algorithm, results);
        return results;
    }

    public async Task<IReadOnlyList<DataKeyResult>> GenerateDataKeysAsync(Principal caller, int count, byte[] associatedData, byte[] context, bool withPlaintext)
    {
        KeyBatch.RequireSize(count);
        var operation = withPlaintext ? KeyOperation.GenerateDataKey : KeyOperation.GenerateSealedDataKey;
        var spec = await admission.AdmitAsync(caller, name, operation, SealingOperations.IsDc2k1, version: null, protects: true);
        SealingOperations.CheckContext(spec, context);
        var results = new DataKeyResult[count];
        await KeyBatch.ForEachAsync(count, async i => results[i] = await sealing.GenerateDataKeyAsync(name, spec, associatedData, context, withPlaintext));
        return results;
    }

    public async Task<MessageKeyResult> GetMessageKeyAsync(Principal caller, byte[]? prefix, byte[] associatedData, byte[] context)
    {
        var operation = prefix is null ? KeyOperation.Encrypt : KeyOperation.Decrypt;
        var spec = await admission.AdmitAsync(caller, name, operation, SealingOperations.IsDc2k1, version: null, protects: prefix is null);
        SealingOperations.CheckContext(spec, context);
        try
        {
            return prefix is null
                ? await sealing.NewMessageKeyAsync(name, spec, associatedData, context)
                : await sealing.OpenMessageKeyAsync(name, spec, prefix, associatedData, context);
        }
        catch (DunesException e) when (e.Code == SealingException.MismatchCode)
        {
            events.DecryptFailed(caller, name, e.Code, spec.Algorithm, 1, 1);
            throw;
        }
    }

    public async Task<EncapsulationResult> EncapsulateAsync(Principal caller, int? version)
    {
        await admission.AdmitAsync(caller, name, KeyOperation.Encapsulate, KeyAlgorithms.Encapsulates, version, protects: true);
        return await kem.EncapsulateAsync(name, version);
    }

    public async Task<KeyBytesResult> DecapsulateAsync(Principal caller, byte[] ciphertext, int? version)
    {
        await admission.AdmitAsync(caller, name, KeyOperation.Decapsulate, KeyAlgorithms.Encapsulates, version, protects: false);
        return await kem.DecapsulateAsync(name, ciphertext, version);
    }

    public async Task<IReadOnlyList<KeyBytesResult>> MacAsync(Principal caller, IReadOnlyList<MacItem> items)
    {
        KeyBatch.RequireSize(items.Count);
        await admission.AdmitAsync(caller, name, KeyOperation.Mac, MacOperations.Can, version: null, protects: true);
        return await KeyBatch.RunAsync(items, item => macs.ComputeAsync(name, item), Failed);
    }

    public async Task<IReadOnlyList<KeyValidityResult>> VerifyMacAsync(Principal caller, IReadOnlyList<MacItem> items)
    {
        KeyBatch.RequireSize(items.Count);
        var spec = await admission.AdmitAsync(caller, name, KeyOperation.VerifyMac, MacOperations.Can, version: null, protects: false);
        var results = await KeyBatch.RunAsync(items, item => macs.VerifyAsync(name, item), Undecided);
        ReportInvalid(caller, spec.Algorithm, results);
        return results;
    }

    private static KeyBytesResult Failed(KeyItemError error) => new(0, null, error);

    private static KeyValidityResult Undecided(KeyItemError error) => new(0, false, error);

    private void ReportInvalid(Principal caller, string algorithm, IReadOnlyList<KeyValidityResult> results)
    {
        var invalid = results.Count(result => result is { Valid: false, Error: null });
        if (invalid > 0)
            events.VerifyFailed(caller, name, algorithm, invalid, results.Count);
    }

    private void ReportUnopened(Principal caller, string algorithm, IReadOnlyList<KeyBytesResult> results)
    {
        var unopened = results.Count(result => result.Error?.Code == SealingException.MismatchCode);
        if (unopened > 0)
            events.DecryptFailed(caller, name, SealingException.MismatchCode, algorithm, unopened, results.Count);
    }
}

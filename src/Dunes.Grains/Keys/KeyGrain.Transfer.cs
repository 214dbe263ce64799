using System.Security.Cryptography;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Kem;
using Dunes.Grains.Keys.Changes;
using Dunes.Grains.Keys.Transfer;

namespace Dunes.Grains.Keys;

/// <content>Export and import, always wrapped.</content>
internal sealed partial class KeyGrain
{
    public async Task<byte[]> ExportAsync(Principal caller, int? version, byte[] recipientPublicKey)
    {
        await RequireAsync(caller, KeyOperation.Export);
        KeyStates.RequireNotDestroyed(name, Stored);
        if (!Stored.Spec.Exportable)
            throw await DeniedAsync(caller, KeyOperation.Export, KeyErrors.NotExportable(name));
        await SettleAsync();
        var number = version ?? Stored.CurrentVersion;
        KeyStates.RequireEnabled(name, Stored, number);
        var secret = services.Material.Open(name, await FindRowAsync(Stored, number));
        byte[]? plaintext = null;
        try
        {
            plaintext = KeyExportFormat.Write(Stored.Spec.Algorithm, secret);
            var wrapped = KemMessage.Seal(recipientPublicKey, KemMessage.IdOf(recipientPublicKey), 1, plaintext, KeyExportFormat.AssociatedData);
            await services.Events.RecordDurablyAsync(Event(SecurityEventType.KeyExported, caller, success: true) with
            {
                StatusDetail = $"{Stored.Spec.Algorithm} version {number} to {KemMessage.IdOf(recipientPublicKey)}",
            });
            return wrapped;
        }
        catch (ArgumentException)
        {
            throw KeyErrors.BadRecipient();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    public async Task<KeyInfo> ImportAsync(Principal caller, KeySpec spec, string wrappingKey, byte[] wrapped)
    {
        await RequireCreatableAsync(caller, spec);
        if (!KeyName.IsPart(wrappingKey) || wrappingKey == name.Name)
            throw KeyErrors.BadExport("the wrapping key is another key of the tenant");

        // The wrapping key answers for itself: whether the caller may decrypt with it, and whether it can be used.
        var wrapping = GrainFactory.GetGrain<IKeyServiceGrain>(new KeyName(name.Tenant, wrappingKey).ToString());
        var opened = (await wrapping.DecryptAsync(caller, [new SealingItem(wrapped, KeyExportFormat.AssociatedData.ToArray(), [])]))[0];
        if (opened.Bytes is not { } plaintext)
            throw KeyErrors.BadExport($"it does not open with the wrapping key ({opened.Error?.Code})");
        var secret = KeySecrets.Buffer(KeySecrets.SizeOf(spec.Algorithm));
        try
        {
            if (!KeyExportFormat.TryRead(plaintext, out var algorithm, out var found))
                throw KeyErrors.BadExport("what it holds is no key");
            if (algorithm != spec.Algorithm)
                throw KeyErrors.BadExport($"it holds a key of {algorithm}");
            found.CopyTo(secret);
            return await MakeAsync(caller, spec, SecurityEventType.KeyImported, secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }
}

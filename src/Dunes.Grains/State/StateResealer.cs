using System.Security.Cryptography;
using Dunes.Abstractions.Errors;
using Dunes.Cryptography.Sealing;
using Dunes.Grains.RootKeys;
using Dunes.Storage.RootKeys;

namespace Dunes.Grains.State;

/// <summary>Seals rows of grain state anew, under the version of the root key that seals now, without knowing what grains they are of.</summary>
internal sealed class StateResealer(RootKeyService rootKeys, IRootSealedStore store)
{
    /// <summary>Seals a row anew in place; durable when this returns <see langword="true"/>. Active grains may go on.</summary>
    /// <returns><see langword="false"/> when the row has been written meanwhile (by then under a version that sealed then), or is gone.</returns>
    /// <exception cref="DunesException">DUNES-STORE-101 (Integrity): the row does not open as what it says it is. DUNES-ROOT-001 (Unavailable): sealed.</exception>
    public async Task<bool> ResealAsync(SealedStateRow row, CancellationToken cancellationToken)
    {
        if (!LabelledState.TryRead(row.Payload, out var message, out var grainId))
            throw Fault(row);
        var binding = StateBinding.For(row.ServiceId, row.StateName, grainId);
        byte[]? plaintext = null;
        try
        {
            plaintext = (await rootKeys.GetToOpenAsync(message)).Open(message.Span, binding);
            var ring = await rootKeys.GetToSealAsync();
            return await store.TryReplaceStateAsync(row, LabelledState.Join(ring.Seal(plaintext, binding), grainId), cancellationToken);
        }
        catch (SealingException)
        {
            throw Fault(row);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    private static DunesException Fault(SealedStateRow row) =>
        new("DUNES-STORE-101", ErrorKind.Integrity, $"A stored state '{row.StateName}' does not open: its row was altered, or is another's.");
}

using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Kem;

namespace Dunes.Grains.Keys.Use;

/// <summary>ML-KEM (FIPS 203). Encapsulating needs the public key only and is not counted.</summary>
internal sealed class KemOperations(KeyCache cache)
{
    /// <summary>Encapsulates a shared secret to a version.</summary>
    /// <exception cref="DunesException">The version does not encapsulate.</exception>
    public async ValueTask<EncapsulationResult> EncapsulateAsync(KeyName name, int? version)
    {
        using var use = await cache.UseAsync(name, version ?? 0);
        var opened = await use.OpenToProtectAsync(version ?? use.Record.CurrentVersion);
        var encapsulation = MlKem.Provider.Encapsulate(opened.Secret.Decapsulation.Set, opened.PublicKey);
        return new(opened.Version, encapsulation.Ciphertext, encapsulation.SharedSecret);
    }

    /// <summary>Recovers a shared secret.</summary>
    /// <exception cref="DunesException">The version does not decapsulate, or the ciphertext has not the size of the algorithm.</exception>
    public async ValueTask<KeyBytesResult> DecapsulateAsync(KeyName name, byte[] ciphertext, int? version)
    {
        using var use = await cache.UseAsync(name, version ?? 0);
        var opened = await use.OpenAsync(version ?? use.Record.CurrentVersion);
        var key = opened.Secret.Decapsulation;
        if (ciphertext.Length != key.Set.CiphertextSize())
            throw KeyUseErrors.BadItem($"A ciphertext of {key.Set.Name()} has {key.Set.CiphertextSize()} bytes.");
        return new(opened.Version, key.Decapsulate(ciphertext), null);
    }
}

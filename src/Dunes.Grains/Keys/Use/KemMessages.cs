using System.Diagnostics;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Abstractions.Telemetry;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Sealing;

namespace Dunes.Grains.Keys.Use;

/// <summary>Messages to the public key of an ML-KEM-1024 key (DC2K suite 0x10).</summary>
internal sealed class KemMessages(KeyCache cache)
{
    // A sender who had nothing but a public key names its hash. As many versions are tried as a key shows of itself.
    private const int VersionsTried = 20;

    /// <summary>Seals to the version of the use.</summary>
    public static byte[] Seal(ProtectingUse use, byte[] plaintext, byte[] associatedData)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return KemMessage.Seal(use.Version.PublicKey, use.Record.KeyId, use.Version.Version, plaintext, associatedData);
        }
        catch (SealingException e)
        {
            throw VersionSealer.Translate(e);
        }
        finally
        {
            DunesMetrics.Encrypted(KeyAlgorithms.MlKem1024, "seal", Stopwatch.GetElapsedTime(start));
        }
    }

    /// <summary>Opens a message to this key, or to the bare public key of one of its newest versions.</summary>
    /// <exception cref="DunesException">The version does not open, or the message is not genuine or not for this key.</exception>
    public async ValueTask<(int Version, byte[] Plaintext)> OpenAsync(KeyName name, SealedHeader header, byte[] message, byte[] associatedData)
    {
        using var use = await cache.UseAsync(name);
        if (header.KeyId != use.Record.KeyId)
        {
            var recipient = await FindAsync(use, header.KeyId) ?? throw VersionSealer.Mismatch();
            return (recipient.Version, Open(recipient, message, associatedData));
        }

        use.Dispose();
        using var newer = await cache.UseAsync(name, header.Version);
        return (header.Version, Open(await newer.OpenAsync(header.Version), message, associatedData));
    }

    private static async ValueTask<OpenedVersion?> FindAsync(KeyUse use, Guid id)
    {
        var record = use.Record;
        var oldest = Math.Max(record.MinDecryptionVersion, record.CurrentVersion - VersionsTried + 1);
        for (var version = record.CurrentVersion; version >= oldest; version--)
        {
            if (VersionAccess.Refusal(use.Name, record, version, protects: false) is not null)
                continue;
            var opened = await use.OpenAsync(version);
            if (KemMessage.IdOf(opened.PublicKey) == id)
                return opened;
        }

        return null;
    }

    private static byte[] Open(OpenedVersion version, byte[] message, byte[] associatedData)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return KemMessage.Open(version.Secret.Decapsulation, message, associatedData);
        }
        catch (SealingException e)
        {
            throw VersionSealer.Translate(e);
        }
        finally
        {
            DunesMetrics.Encrypted(KeyAlgorithms.MlKem1024, "open", Stopwatch.GetElapsedTime(start));
        }
    }
}

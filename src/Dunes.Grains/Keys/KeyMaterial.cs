using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Sealing;
using Dunes.Grains.RootKeys;
using Dunes.Storage.Keys;

namespace Dunes.Grains.Keys;

/// <summary>
/// Makes and opens the rows of key versions. The root key wraps a secret with the context
/// key id (16) ‖ u32 version ‖ i64 created-at in Unix ms ‖ u16 size ‖ algorithm ‖ SHA-256(public key, or of nothing), all big-endian:
/// nothing in a row can be altered, and no row be moved, without its secret failing to open.
/// </summary>
internal sealed class KeyMaterial(RootKeyService rootKeys)
{
    /// <summary>Makes a version with a fresh secret.</summary>
    public KeyVersionRow Create(Guid keyId, string algorithm, int version, DateTimeOffset createdAt)
    {
        var secret = KeySecrets.Generate(algorithm);
        try
        {
            return Wrap(keyId, algorithm, version, createdAt, secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Before something is made or wrapped: learns of every version of the root key that may have to be used by now.</summary>
    /// <exception cref="DunesException">DUNES-ROOT-001 (Unavailable).</exception>
    public async ValueTask PrepareToWrapAsync() => await rootKeys.GetToSealAsync();

    /// <summary>Before rows are opened or checked: learns of the versions of the root key that they are wrapped by.</summary>
    /// <exception cref="DunesException">DUNES-ROOT-001 (Unavailable).</exception>
    public async ValueTask PrepareToOpenAsync(IEnumerable<KeyVersionRow> rows)
    {
        foreach (var row in rows)
            await rootKeys.GetToOpenAsync(row.Wrapped);
    }

    /// <summary>Makes a version of a secret that exists.</summary>
    /// <param name="keyId">The key.</param>
    /// <param name="algorithm">Its algorithm.</param>
    /// <param name="version">The version.</param>
    /// <param name="createdAt">When it was made; cut to the millisecond.</param>
    /// <param name="secret">As <see cref="KeySecrets"/> says; the caller wipes it.</param>
    public KeyVersionRow Wrap(Guid keyId, string algorithm, int version, DateTimeOffset createdAt, ReadOnlySpan<byte> secret)
    {
        var row = new KeyVersionRow(
            keyId, version, algorithm, DateTimeOffset.FromUnixTimeMilliseconds(createdAt.ToUnixTimeMilliseconds()), KeySecrets.PublicKeyOf(algorithm, secret), []);
        return row with { Wrapped = rootKeys.Ring.Wrap(secret, ContextOf(row)) };
    }

    /// <summary>Opens a version's secret, in a buffer that the garbage collector does not move; the caller wipes it.</summary>
    /// <exception cref="DunesException"><c>DUNES-KEY-101</c> (Integrity): the secret does not open for what the row says.
    /// <c>DUNES-KEY-102</c> (Integrity): the public key is not that of the secret.</exception>
    public byte[] Open(KeyName name, KeyVersionRow row)
    {
        var secret = Unwrap(name, row);
        var good = false;
        try
        {
            if (!CryptographicOperations.FixedTimeEquals(KeySecrets.PublicKeyOf(row.Algorithm, secret), row.PublicKey))
                throw KeyErrors.OtherPublicKey(name, row.Version);
            good = true;
            return secret;
        }
        finally
        {
            if (!good)
                CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Refuses a row that is not as it was made, its public key included; far cheaper than <see cref="Open"/>.</summary>
    /// <exception cref="DunesException"><c>DUNES-KEY-101</c> (Integrity).</exception>
    public void Check(KeyName name, KeyVersionRow row) => CryptographicOperations.ZeroMemory(Unwrap(name, row));

    /// <summary>Wraps a row's secret anew under the newest root key.</summary>
    /// <exception cref="DunesException"><c>DUNES-KEY-101</c> (Integrity).</exception>
    public byte[] Rewrap(KeyName name, KeyVersionRow row)
    {
        var secret = Unwrap(name, row);
        try
        {
            return rootKeys.Ring.Wrap(secret, ContextOf(row));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private byte[] Unwrap(KeyName name, KeyVersionRow row)
    {
        byte[]? opened = null;
        try
        {
            opened = rootKeys.Ring.Unwrap(row.Wrapped, ContextOf(row));
            if (!KeyAlgorithms.All.Contains(row.Algorithm) || opened.Length != KeySecrets.SizeOf(row.Algorithm))
                throw KeyErrors.NotOpen(name, row.Version);
            var secret = KeySecrets.Buffer(opened.Length);
            opened.CopyTo(secret, 0);
            return secret;
        }
        catch (SealingException)
        {
            throw KeyErrors.NotOpen(name, row.Version);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(opened);
        }
    }

    private static byte[] ContextOf(KeyVersionRow row)
    {
        const int algorithmAt = 16 + sizeof(int) + sizeof(long) + sizeof(ushort);
        var algorithmSize = Encoding.UTF8.GetByteCount(row.Algorithm);
        var context = new byte[algorithmAt + algorithmSize + SHA256.HashSizeInBytes];
        row.KeyId.TryWriteBytes(context, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(context.AsSpan(16), row.Version);
        BinaryPrimitives.WriteInt64BigEndian(context.AsSpan(20), row.CreatedAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt16BigEndian(context.AsSpan(28), unchecked((ushort)algorithmSize));
        Encoding.UTF8.GetBytes(row.Algorithm, context.AsSpan(algorithmAt));
        SHA256.HashData(row.PublicKey, context.AsSpan(algorithmAt + algorithmSize));
        return context;
    }
}

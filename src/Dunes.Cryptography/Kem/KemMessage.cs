using System.Buffers.Binary;
using System.Security.Cryptography;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Kem;

/// <summary>Messages to an ML-KEM-1024 public key: DC2K suite 0x10. Whoever has the public key seals, only the private key opens. The sender is not authenticated.</summary>
/// <remarks>
/// header (28) ‖ ML-KEM ciphertext (1568) ‖ salt (24) ‖ commitment (32) ‖ chunks. With the shared secret ss and the encapsulation key ek,
/// K = HKDF-Expand(SHA-512, HKDF-Extract(SHA-512, "dunes-cluster/kem/v1", ss), SHA-512(ek) ‖ SHA-512(ciphertext) ‖ u32be(version), 32);
/// the rest is Cobblestone-256 under K with the context header ‖ SHA-512(ciphertext) ‖ SHA-512(associated data).
/// Hashing ek and ciphertext in binds the message to both, which ML-KEM alone does not do in every sense (FIPS 203 promises secrecy only).
/// </remarks>
public static class KemMessage
{
    /// <summary>The parameter set of the suite.</summary>
    public const MlKemParameterSet Set = MlKemParameterSet.MlKem1024;

    private const int IdSize = 16;
    private const int HashSize = SHA512.HashSizeInBytes;

    private static readonly int CiphertextSize = Set.CiphertextSize();
    private static readonly int BodyOffset = SealedHeader.Size + CiphertextSize;

    /// <summary>The key id in messages to a bare public key: the first 16 bytes of SHA-256 of it (their version is 1).</summary>
    public static Guid IdOf(ReadOnlySpan<byte> encapsulationKey)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(encapsulationKey, hash);
        return new Guid(hash[..IdSize], bigEndian: true);
    }

    /// <summary>Seals a message bound to associated data (not kept in it); overhead 1,668 bytes and 16 more per full 16 KiB.</summary>
    /// <param name="encapsulationKey">The recipient's public key, 1,568 bytes.</param>
    /// <param name="keyId">The recipient's key id, or <see cref="IdOf"/>.</param>
    /// <param name="version">The version of that key, or 1.</param>
    /// <param name="plaintext">At most 1 GiB.</param>
    /// <param name="aad">Associated data.</param>
    /// <exception cref="ArgumentException">This is not an encapsulation key, or the version is less than 1.</exception>
    /// <exception cref="SealingException">DUNES-SEAL-003: more than 1 GiB.</exception>
    public static byte[] Seal(ReadOnlySpan<byte> encapsulationKey, Guid keyId, int version, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> aad)
    {
        SealedMessage.RequireVersion(version);
        SealedMessage.RequireSize(plaintext.Length);
        var message = new byte[BodyOffset + Cobblestone256.SealedSize(plaintext.Length)];
        new SealedHeader(SealedSuite.MlKem1024, aad.IsEmpty ? SealedFlags.None : SealedFlags.AssociatedData, version, keyId).Write(message);
        using var encapsulation = MlKem.Provider.Encapsulate(Set, encapsulationKey);
        encapsulation.Ciphertext.CopyTo(message, SealedHeader.Size);
        Span<byte> key = stackalloc byte[Cobblestone256.InputKeySize];
        Span<byte> context = stackalloc byte[SealedHeader.Size + HashSize + HashSize];
        Span<byte> salt = stackalloc byte[Cobblestone256.SaltSize];
        RandomNumberGenerator.Fill(salt);
        try
        {
            Derive(encapsulation.SharedSecret, encapsulationKey, message, version, aad, key, context);
            Cobblestone256.Seal(key, salt, context, plaintext, message.AsSpan(BodyOffset));
            return message;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Opens a message; releases nothing unless all of it is genuine. Which key it names (<see cref="SealedHeader"/>) is the caller's to compare.</summary>
    /// <exception cref="ArgumentException">The key is not one of ML-KEM-1024.</exception>
    /// <exception cref="SealingException">DUNES-SEAL-001, -002 or -003: see <see cref="SealingException"/>.</exception>
    public static byte[] Open(IDecapsulationKey decapsulationKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> aad)
    {
        if (decapsulationKey.Set != Set)
            throw new ArgumentException($"Messages to a public key open with a key of {Set.Name()}, this one is of {decapsulationKey.Set.Name()}.", nameof(decapsulationKey));
        var header = Admit(message);
        var sharedSecret = decapsulationKey.Decapsulate(message[SealedHeader.Size..BodyOffset]);
        Span<byte> key = stackalloc byte[Cobblestone256.InputKeySize];
        Span<byte> context = stackalloc byte[SealedHeader.Size + HashSize + HashSize];
        try
        {
            Derive(sharedSecret, decapsulationKey.EncapsulationKey, message, header.Version, aad, key, context);
            var body = message[BodyOffset..];
            var plaintext = new byte[Cobblestone256.PlaintextSize(body.Length)];
            return Cobblestone256.TryOpen(key, context, body, plaintext) ? plaintext : throw SealingException.Mismatch();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Opens a message with a seed; for several messages use <see cref="Open(IDecapsulationKey, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>.</summary>
    /// <exception cref="ArgumentException">The seed is not 64 bytes.</exception>
    /// <exception cref="SealingException">DUNES-SEAL-001, -002 or -003: see <see cref="SealingException"/>.</exception>
    public static byte[] Open(ReadOnlySpan<byte> seed64, ReadOnlySpan<byte> message, ReadOnlySpan<byte> aad)
    {
        using var key = MlKem.Provider.Import(Set, seed64);
        return Open(key, message, aad);
    }

    private static SealedHeader Admit(ReadOnlySpan<byte> message)
    {
        if (!SealedHeader.TryRead(message, out var header) || header.Suite != SealedSuite.MlKem1024)
            throw SealingException.NotAMessage();
        var plaintextSize = Cobblestone256.PlaintextSize(message.Length - BodyOffset);
        if (plaintextSize > SealedMessage.MaxPlaintextSize)
            throw SealingException.TooLarge();
        return plaintextSize >= 0 ? header : throw SealingException.NotAMessage();
    }

    /// <summary>Derives K and the Cobblestone context from the shared secret and the beginning of the message.</summary>
    private static void Derive(
        ReadOnlySpan<byte> sharedSecret,
        ReadOnlySpan<byte> encapsulationKey,
        ReadOnlySpan<byte> message,
        int version,
        ReadOnlySpan<byte> aad,
        Span<byte> key,
        Span<byte> context)
    {
        message[..SealedHeader.Size].CopyTo(context);
        var ciphertextHash = context.Slice(SealedHeader.Size, HashSize);
        SHA512.HashData(message[SealedHeader.Size..BodyOffset], ciphertextHash);
        SHA512.HashData(aad, context[(SealedHeader.Size + HashSize)..]);

        Span<byte> info = stackalloc byte[HashSize + HashSize + sizeof(uint)];
        SHA512.HashData(encapsulationKey, info);
        ciphertextHash.CopyTo(info[HashSize..]);
        BinaryPrimitives.WriteInt32BigEndian(info[(HashSize + HashSize)..], version);
        Span<byte> extracted = stackalloc byte[HkdfSha512.HashSize];
        try
        {
            HkdfSha512.Extract("dunes-cluster/kem/v1"u8, sharedSecret, extracted);
            HkdfSha512.Expand(extracted, info, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(extracted);
        }
    }
}

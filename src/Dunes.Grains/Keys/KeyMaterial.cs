using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Sealing;
using Dunes.Cryptography.Signatures;
using Dunes.Grains.RootKeys;

namespace Dunes.Grains.Keys;

/// <summary>
/// Makes and opens the secrets of key versions: a seed of 32 bytes for ML-DSA, a root of 256 bytes for DC2K-1, fresh for every version.
/// The root key wraps them with the context key id (16, big-endian) ‖ u32be(version) ‖ algorithm (UTF-8).
/// </summary>
internal sealed class KeyMaterial(RootKeyService rootKeys)
{
    /// <summary>Makes a version.</summary>
    public WrappedKeyVersion Create(Guid keyId, string algorithm, int version, DateTimeOffset now)
    {
        var signing = MlDsaParameterSets.TryParse(algorithm, out var set);
        var secret = GC.AllocateUninitializedArray<byte>(signing ? MlDsaParameterSets.SeedSize : SealingKey.RootSize, pinned: true);
        try
        {
            RandomNumberGenerator.Fill(secret);
            var publicKey = signing ? MlDsa.Provider.PublicKeyFromSeed(set, secret) : null;
            return new(new(version, now, publicKey), rootKeys.Ring.Wrap(secret, WrapContext(keyId, algorithm, version)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Opens the secret of a version.</summary>
    /// <exception cref="DunesException"><c>DUNES-KEY-101</c> (Integrity): the secret does not open for this key, version and algorithm.
    /// <c>DUNES-KEY-102</c> (Integrity): the public key is not that of the secret.</exception>
    public KeySecret Open(KeyName name, Guid keyId, string algorithm, WrappedKeyVersion version)
    {
        byte[]? secret = null;
        var kept = false;
        try
        {
            secret = rootKeys.Ring.Unwrap(version.Wrapped, WrapContext(keyId, algorithm, version.Info.Version));
            if (!MlDsaParameterSets.TryParse(algorithm, out var set))
                return new(SealingKey.FromRoot(secret, keyId, version.Info.Version));
            if (!CryptographicOperations.FixedTimeEquals(MlDsa.Provider.PublicKeyFromSeed(set, secret), version.Info.PublicKey))
                throw new DunesException("DUNES-KEY-102", ErrorKind.Integrity, $"The public key of {name}, version {version.Info.Version}, is not that of its secret.");
            kept = true;
            return new(secret);
        }
        catch (Exception e) when (e is SealingException or ArgumentException)
        {
            throw new DunesException("DUNES-KEY-101", ErrorKind.Integrity, $"The secret of {name}, version {version.Info.Version}, does not open: it was altered, or is another's.");
        }
        finally
        {
            if (!kept)
                CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static byte[] WrapContext(Guid keyId, string algorithm, int version)
    {
        var context = new byte[20 + Encoding.UTF8.GetByteCount(algorithm)];
        keyId.TryWriteBytes(context, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(context.AsSpan(16), version);
        Encoding.UTF8.GetBytes(algorithm, context.AsSpan(20));
        return context;
    }
}

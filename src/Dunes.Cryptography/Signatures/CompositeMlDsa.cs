using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Dunes.Cryptography.Signatures;

/// <summary>
/// MLDSA65-Ed25519-SHA512 (draft-ietf-lamps-pq-composite-sigs, commit 60fcb1e of 2026-04-28): ML-DSA-65 (FIPS 204) and Ed25519 (RFC 8032) over one
/// message; forging needs both to be broken. A public key is ML-DSA's (1952 bytes) ‖ Ed25519's (32), a signature ML-DSA's (3309) ‖ Ed25519's (64),
/// a secret the ML-DSA seed (32) ‖ the Ed25519 seed (32).
/// </summary>
/// <remarks>
/// Both sign M' = "CompositeAlgorithmSignatures2025" ‖ label ‖ u8(size of context) ‖ context ‖ SHA-512(message), ML-DSA with the label as its own
/// context string (sections 4.2 and 4.3). The seeds of a composite are used for nothing else (section 4.1).
/// </remarks>
internal sealed class CompositeMlDsa(IMlDsa? provider = null) : SignatureScheme
{
    public const MlDsaParameterSet Set = MlDsaParameterSet.MlDsa65;
    public const int Ed25519KeySize = 32;
    public const int Ed25519SignatureSize = 64;

    public static CompositeMlDsa Instance { get; } = new();

    /// <summary>The label of the algorithm, and the context string of its ML-DSA half.</summary>
    public static ReadOnlySpan<byte> Label => "COMPSIG-MLDSA65-Ed25519-SHA512"u8;

    public override string Algorithm => "MLDSA65-Ed25519-SHA512";

    public override int SecretSize => MlDsaParameterSets.SeedSize + Ed25519KeySize;

    public override int PublicKeySize => Set.PublicKeySize() + Ed25519KeySize;

    public override int SignatureSize => Set.SignatureSize() + Ed25519SignatureSize;

    public override bool HasExternalMu => false;

    private IMlDsa Provider => provider ?? MlDsa.Provider;

    public override ISigningKey Import(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != SecretSize)
            throw new ArgumentException($"The secret of a composite key has {SecretSize} bytes, this one has {secret.Length}.", nameof(secret));
        return new CompositeSigningKey(Provider.Import(Set, secret[..MlDsaParameterSets.SeedSize]), secret[MlDsaParameterSets.SeedSize..]);
    }

    public override bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> context)
    {
        if (publicKey.Length != PublicKeySize || signature.Length != SignatureSize || context.Length > MlDsaParameterSets.MaxContextSize)
            return false;
        var representative = Representative(message, context);
        return Provider.Verify(Set, publicKey[..^Ed25519KeySize], representative, signature[..^Ed25519SignatureSize], Label)
            && Ed25519.Verify(signature[^Ed25519SignatureSize..], publicKey[^Ed25519KeySize..], representative);
    }

    public override bool VerifyMu(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> mu, ReadOnlySpan<byte> signature) => throw NoExternalMu();

    /// <summary>What both halves sign: M' of the draft.</summary>
    public static byte[] Representative(ReadOnlySpan<byte> message, ReadOnlySpan<byte> context)
    {
        MlDsaArguments.RequireContext(context);
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(message, hash);
        return [.. "CompositeAlgorithmSignatures2025"u8, .. Label, (byte)context.Length, .. context, .. hash];
    }

    public static NotSupportedException NoExternalMu() => new("A composite signature has no external mu.");
}

namespace Dunes.Cryptography.Signatures;

/// <summary>A signature algorithm by its name: ML-DSA of any parameter set, or the composite. Stateless; may be used from any number of threads.</summary>
public abstract class SignatureScheme
{
    private static readonly SignatureScheme[] All =
    [
        new MlDsaScheme(MlDsaParameterSet.MlDsa44),
        new MlDsaScheme(MlDsaParameterSet.MlDsa65),
        new MlDsaScheme(MlDsaParameterSet.MlDsa87),
        CompositeMlDsa.Instance,
    ];

    private protected SignatureScheme()
    {
    }

    /// <summary>The standard's name, such as <c>ML-DSA-65</c> or <c>MLDSA65-Ed25519-SHA512</c>.</summary>
    public abstract string Algorithm { get; }

    /// <summary>Size in bytes of the secret: one seed of 32 bytes for each component.</summary>
    public abstract int SecretSize { get; }

    /// <summary>Size in bytes of an encoded public key.</summary>
    public abstract int PublicKeySize { get; }

    /// <summary>Size in bytes of a signature.</summary>
    public abstract int SignatureSize { get; }

    /// <summary>Whether messages can be signed by their representative; see <see cref="MlDsaMu"/>.</summary>
    public abstract bool HasExternalMu { get; }

    /// <summary>The scheme of a name (exact, case included), or null.</summary>
    public static SignatureScheme? Find(string? algorithm) =>
        Array.Find(All, scheme => string.Equals(scheme.Algorithm, algorithm, StringComparison.Ordinal));

    /// <summary>Expands a private key. The caller wipes the secret and disposes the key.</summary>
    /// <exception cref="ArgumentException">The secret has not <see cref="SecretSize"/> bytes.</exception>
    public abstract ISigningKey Import(ReadOnlySpan<byte> secret);

    /// <summary>Verifies a signature. Never throws over what a stranger sent: anything of a wrong size gives <see langword="false"/>.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> context);

    /// <summary>Verifies a signature by the message representative mu (64 bytes).</summary>
    /// <exception cref="NotSupportedException">The scheme has no external mu; see <see cref="HasExternalMu"/>.</exception>
    public abstract bool VerifyMu(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> mu, ReadOnlySpan<byte> signature);

    /// <summary>Derives the encoded public key of a secret.</summary>
    /// <exception cref="ArgumentException">The secret has not <see cref="SecretSize"/> bytes.</exception>
    public byte[] PublicKeyFromSecret(ReadOnlySpan<byte> secret)
    {
        using var key = Import(secret);
        return key.PublicKey.ToArray();
    }
}

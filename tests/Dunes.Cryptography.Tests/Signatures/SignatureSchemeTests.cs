using System.Security.Cryptography;
using Dunes.Cryptography.Signatures;

namespace Dunes.Cryptography.Tests.Signatures;

public sealed class SignatureSchemeTests
{
    private const string Composite = "MLDSA65-Ed25519-SHA512";

    [Theory]
    [InlineData("ML-DSA-44", 32, 1312, 2420, true)]
    [InlineData("ML-DSA-65", 32, 1952, 3309, true)]
    [InlineData("ML-DSA-87", 32, 2592, 4627, true)]
    [InlineData(Composite, 64, 1984, 3373, false)]
    public void Every_scheme_signs_and_verifies(string algorithm, int secretSize, int publicKeySize, int signatureSize, bool hasMu)
    {
        var scheme = SignatureScheme.Find(algorithm)!;
        Assert.Equal((algorithm, secretSize, publicKeySize, signatureSize, hasMu), (scheme.Algorithm, scheme.SecretSize, scheme.PublicKeySize, scheme.SignatureSize, scheme.HasExternalMu));
        var secret = RandomNumberGenerator.GetBytes(secretSize);
        using var key = scheme.Import(secret);
        Assert.Equal(publicKeySize, key.PublicKey.Length);
        Assert.Equal(key.PublicKey, scheme.PublicKeyFromSecret(secret));
        var signature = key.Sign("m"u8, "c"u8);
        Assert.Equal(signatureSize, signature.Length);
        Assert.NotEqual(signature, key.Sign("m"u8, "c"u8));
        Assert.Equal(key.Sign("m"u8, "c"u8, deterministic: true), key.Sign("m"u8, "c"u8, deterministic: true));
        Assert.True(scheme.Verify(key.PublicKey, "m"u8, signature, "c"u8));
        Assert.False(scheme.Verify(key.PublicKey, "n"u8, signature, "c"u8));
        Assert.False(scheme.Verify(key.PublicKey, "m"u8, signature, "d"u8));
        Assert.False(scheme.Verify(key.PublicKey, "m"u8, signature, new byte[256]));
        Assert.False(scheme.Verify(key.PublicKey, "m"u8, signature.AsSpan(1), "c"u8));
        Assert.False(scheme.Verify(key.PublicKey, "m"u8, [.. signature, 0], "c"u8));
        Assert.False(scheme.Verify(key.PublicKey[1..], "m"u8, signature, "c"u8));
        Assert.Throws<ArgumentException>(() => key.Sign("m"u8, new byte[256]));
        Assert.Throws<ArgumentException>(() => scheme.Import(new byte[secretSize - 1]));
        Assert.Throws<ArgumentException>(() => scheme.Import(new byte[secretSize + 1]));
        if (hasMu)
            Assert.True(scheme.VerifyMu(key.PublicKey, MlDsaMu.Compute(key.PublicKey, "m"u8, "c"u8), signature));
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign("m"u8, "c"u8));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ml-dsa-44")]
    [InlineData("DC2K-1")]
    [InlineData("ML-KEM-768")]
    public void Other_names_are_no_scheme(string? algorithm) => Assert.Null(SignatureScheme.Find(algorithm));

    [Fact]
    public void Each_half_of_the_composite_must_verify()
    {
        var scheme = SignatureScheme.Find(Composite)!;
        using var key = scheme.Import(RandomNumberGenerator.GetBytes(64));
        var signature = key.Sign("m"u8, []);
        var other = key.Sign("n"u8, []);
        Assert.False(scheme.Verify(key.PublicKey, "m"u8, [.. signature[..3309], .. other[3309..]], []));
        Assert.False(scheme.Verify(key.PublicKey, "m"u8, [.. other[..3309], .. signature[3309..]], []));
        Assert.True(scheme.Verify(key.PublicKey, "m"u8, [.. key.Sign("m"u8, [])[..3309], .. signature[3309..]], []));
        for (var i = 0; i < signature.Length; i += 13)
        {
            signature[i] ^= 4;
            Assert.False(scheme.Verify(key.PublicKey, "m"u8, signature, []));
            signature[i] ^= 4;
        }
    }

    [Fact]
    public void A_half_of_the_composite_is_no_signature_of_its_own()
    {
        var scheme = SignatureScheme.Find(Composite)!;
        var secret = RandomNumberGenerator.GetBytes(64);
        using var key = scheme.Import(secret);
        using var half = MlDsa.Provider.Import(MlDsaParameterSet.MlDsa65, secret.AsSpan(0, 32));
        var signature = key.Sign("m"u8, "c"u8);
        Assert.Equal(half.PublicKey, key.PublicKey[..1952]);
        Assert.False(MlDsa.Provider.Verify(MlDsaParameterSet.MlDsa65, half.PublicKey, "m"u8, signature.AsSpan(0, 3309), "c"u8));
        Assert.False(CompositeMlDsa.VerifyEd25519(key.PublicKey[1952..], "m"u8, signature.AsSpan(3309)));
        Assert.Throws<NotSupportedException>(() => key.SignMu(new byte[64]));
        Assert.Throws<NotSupportedException>(() => scheme.VerifyMu([], new byte[64], signature));
    }

    [Fact]
    public void The_representative_of_the_composite_is_that_of_the_draft() =>
        Assert.Equal(
            [.. "CompositeAlgorithmSignatures2025COMPSIG-MLDSA65-Ed25519-SHA512\u0002cc"u8, .. SHA512.HashData("m"u8)],
            CompositeMlDsa.Representative("m"u8, "cc"u8));
}

using Dunes.Cryptography.Memory;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Dunes.Cryptography.Signatures;

/// <summary>A private key of <see cref="CompositeMlDsa"/>.</summary>
internal sealed class CompositeSigningKey : ISigningKey
{
    private readonly ISigningKey mlDsa;
    private readonly PinnedSecret ed25519;
    private readonly byte[] publicKey;

    /// <summary>Takes over the ML-DSA key; the caller wipes the seed.</summary>
    public CompositeSigningKey(ISigningKey mlDsa, ReadOnlySpan<byte> ed25519Seed)
    {
        this.mlDsa = mlDsa;
        ed25519 = new PinnedSecret(ed25519Seed);
        publicKey = [.. mlDsa.PublicKey, .. new byte[CompositeMlDsa.Ed25519KeySize]];
        Ed25519.GeneratePublicKey(ed25519Seed, publicKey.AsSpan()[^CompositeMlDsa.Ed25519KeySize..]);
    }

    public ReadOnlySpan<byte> PublicKey => publicKey;

    public byte[] Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> context, bool deterministic = false)
    {
        var representative = CompositeMlDsa.Representative(message, context);
        var postQuantum = mlDsa.Sign(representative, CompositeMlDsa.Label, deterministic);
        return ed25519.Use(seed =>
        {
            byte[] signature = [.. postQuantum, .. new byte[CompositeMlDsa.Ed25519SignatureSize]];
            Ed25519.Sign(seed, publicKey.AsSpan()[^CompositeMlDsa.Ed25519KeySize..], representative, signature.AsSpan(postQuantum.Length));
            return signature;
        });
    }

    public byte[] SignMu(ReadOnlySpan<byte> mu, bool deterministic = false) => throw CompositeMlDsa.NoExternalMu();

    public void Dispose()
    {
        mlDsa.Dispose();
        ed25519.Dispose();
    }
}

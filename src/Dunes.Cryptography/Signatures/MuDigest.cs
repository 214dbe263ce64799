using System.Runtime.CompilerServices;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Signers;

namespace Dunes.Cryptography.Signatures;

/// <summary>
/// The message digest of a BouncyCastle signer whose first output is a mu that was computed elsewhere. BouncyCastle has no public way to sign
/// or verify by mu; its signers take all of the message from this one digest, and use it afterwards as plain SHAKE256.
/// </summary>
internal sealed class MuDigest : ShakeDigest
{
    private byte[]? mu;

    private MuDigest(byte[] mu)
        : base(256) => this.mu = mu;

    /// <summary>Makes a new signer use this mu; nothing may be fed into it after that.</summary>
    public static void Install(MLDsaSigner signer, ReadOnlySpan<byte> mu) => MessageDigest(signer) = new MuDigest(mu.ToArray());

    /// <inheritdoc/>
    public override int DoFinal(byte[] output, int outOff) => OutputFinal(output, outOff, GetDigestSize());

    /// <inheritdoc/>
    public override int OutputFinal(byte[] output, int outOff, int outLen)
    {
        if (mu is null)
            return base.OutputFinal(output, outOff, outLen);
        if (outLen != mu.Length)
            throw new InvalidOperationException("The signer asked for something else than mu first.");
        mu.CopyTo(output, outOff);
        mu = null;
        Reset();
        return outLen;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_msgRepDigest")]
    private static extern ref ShakeDigest MessageDigest(MLDsaSigner signer);
}

using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Prng;

namespace Dunes.Cryptography.Signatures;

/// <summary>
/// Gives BouncyCastle the operating system's generator: its own would keep a pool in process memory, which a forked or
/// restored virtual machine repeats.
/// </summary>
internal sealed class OperatingSystemRandom : IRandomGenerator
{
    public void AddSeedMaterial(byte[] seed)
    {
        // The kernel seeds itself; there is no pool here to add to.
    }

    public void AddSeedMaterial(ReadOnlySpan<byte> seed)
    {
        // As above.
    }

    public void AddSeedMaterial(long seed)
    {
        // As above.
    }

    public void NextBytes(byte[] bytes) => RandomNumberGenerator.Fill(bytes);

    public void NextBytes(byte[] bytes, int start, int len) => RandomNumberGenerator.Fill(bytes.AsSpan(start, len));

    public void NextBytes(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}

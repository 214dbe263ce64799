using Org.BouncyCastle.Crypto.Prng;

namespace Dunes.Cryptography.Tests.Vectors;

/// <summary>"Random" bytes that a vector names.</summary>
internal sealed class FixedBytes(byte[] bytes) : IRandomGenerator
{
    public void AddSeedMaterial(byte[] seed) => throw new InvalidOperationException();

    public void AddSeedMaterial(ReadOnlySpan<byte> seed) => throw new InvalidOperationException();

    public void AddSeedMaterial(long seed) => throw new InvalidOperationException();

    public void NextBytes(byte[] target) => bytes.CopyTo(target, 0);

    public void NextBytes(byte[] target, int start, int len) => bytes.AsSpan(0, len).CopyTo(target.AsSpan(start));

    public void NextBytes(Span<byte> target) => bytes.CopyTo(target);
}

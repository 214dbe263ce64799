using System.IO.Compression;
using System.Security.Cryptography;
using Dunes.Cryptography.Sealing;
using Dunes.Cryptography.Tests.Vectors;

namespace Dunes.Cryptography.Tests.Sealing;

public sealed class Cobblestone256Tests
{
    [Fact]
    public void Agrees_with_the_vectors_of_C2SP()
    {
        foreach (var (_, test) in VectorFiles.Cases(VectorFiles.Wycheproof("c2sp_chunked_encryption_aes_256_gcm_test.json")))
        {
            var message = Inflate(test.Bytes("ct"));
            var (key, context) = (test.Bytes("key"), test.Bytes("ctx"));
            var plaintext = new byte[Math.Max(0, Cobblestone256.PlaintextSize(message.Length))];
            var opened = Cobblestone256.TryOpen(key, context, message, plaintext);
            Assert.True(opened == test.IsValid(), test.Label());
            if (opened)
            {
                Assert.Equal(test.GetProperty("msgLength").GetInt32(), plaintext.Length);
                Assert.True(test.Bytes("msgSha512").AsSpan().SequenceEqual(SHA512.HashData(plaintext)), test.Label());
                var again = new byte[message.Length];
                Cobblestone256.Seal(key, message.AsSpan(0, Cobblestone256.SaltSize), context, plaintext, again);
                Assert.True(message.AsSpan().SequenceEqual(again), test.Label());
            }
            else
            {
                Assert.True(plaintext.AsSpan().IndexOfAnyExcept((byte)0) < 0, $"{test.Label()}: plaintext was released");
            }
        }
    }

    [Fact]
    public void Sizes_agree_both_ways_and_impossible_ones_are_known()
    {
        var possible = new HashSet<long>();
        for (var size = 0; size <= 3 * Cobblestone256.ChunkSize; size++)
        {
            Assert.Equal(size, Cobblestone256.PlaintextSize(Cobblestone256.SealedSize(size)));
            possible.Add(Cobblestone256.SealedSize(size));
        }

        for (var size = 0; size < 3 * Cobblestone256.SealedChunkSize; size++)
            Assert.Equal(possible.Contains(size), Cobblestone256.PlaintextSize(size) >= 0);
    }

    private static byte[] Inflate(byte[] compressed)
    {
        using var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress))
            zlib.CopyTo(inflated);
        return inflated.ToArray();
    }
}

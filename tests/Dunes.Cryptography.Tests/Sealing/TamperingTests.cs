using System.Security.Cryptography;
using CsCheck;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.Sealing;

/// <summary>What is not exactly what was sealed does not open, and the error does not say where it differs.</summary>
public sealed class TamperingTests : IDisposable
{
    private const int ChunkSize = Cobblestone256.SealedChunkSize;
    private const int PrefixSize = SealedMessage.PrefixSize;

    private readonly SealingKey key = TestKeys.Random();

    public void Dispose() => key.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void Every_flipped_bit_is_refused(int size)
    {
        var message = key.Seal(RandomNumberGenerator.GetBytes(size), "a"u8);
        for (var bit = 0; bit < message.Length * 8; bit++)
            RefusesFlipOf(message, bit);
    }

    [Fact]
    public void A_flipped_bit_in_any_byte_of_a_message_of_several_chunks_is_refused()
    {
        var message = key.Seal(RandomNumberGenerator.GetBytes(16_384 + 9), "a"u8);
        for (var i = 0; i < message.Length; i++)
            RefusesFlipOf(message, (i * 8) + RandomNumberGenerator.GetInt32(8));
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        foreach (var size in (int[])[0, 40, 16_384, 16_390])
        {
            var message = key.Seal(new byte[size], []);
            for (var length = 0; length < message.Length; length++)
                Refuses(message[..length]);
        }
    }

    [Fact]
    public void Every_extension_is_refused() =>
        Gen.Select(TestKeys.AnySize, Gen.Int[1, 40_000]).Sample((size, extra) => Refuses([.. key.Seal(new byte[size], []), .. new byte[extra]]), iter: 200);

    [Fact]
    public void Reordered_dropped_and_doubled_chunks_are_refused()
    {
        var message = key.Seal(RandomNumberGenerator.GetBytes((3 * 16_384) + 5), []);
        var prefix = message[..PrefixSize];
        byte[] Chunk(int index) => message.AsSpan(PrefixSize + (index * ChunkSize))[..Math.Min(ChunkSize, message.Length - PrefixSize - (index * ChunkSize))].ToArray();
        byte[] Of(params int[] chunks) => [.. prefix, .. chunks.SelectMany(Chunk)];
        Assert.Equal(message, Of(0, 1, 2, 3));
        foreach (var order in (int[][])[[1, 0, 2, 3], [0, 2, 1, 3], [0, 1, 3], [1, 2, 3], [0, 0, 1, 2, 3], [0, 1, 2, 2, 3], [3], [0, 1, 2]])
            Refuses(Of(order));
    }

    [Fact]
    public void Parts_of_another_message_are_refused()
    {
        var one = key.Seal(RandomNumberGenerator.GetBytes(40_000), []);
        var other = key.Seal(RandomNumberGenerator.GetBytes(40_000), []);
        Refuses([.. one.AsSpan(0, PrefixSize), .. other.AsSpan(PrefixSize)]);
        Refuses([.. one.AsSpan(0, 52), .. other.AsSpan(52)]);
        Refuses([.. one.AsSpan(0, PrefixSize + ChunkSize), .. other.AsSpan(PrefixSize + ChunkSize)]);
        Refuses([.. other.AsSpan(0, PrefixSize), .. one.AsSpan(PrefixSize, ChunkSize), .. other.AsSpan(PrefixSize + ChunkSize)]);
    }

    [Fact]
    public void Noise_is_refused()
    {
        using var contextKey = key.DeriveContextKey("c"u8);
        var header = key.Seal([], [])[..28];
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Bool).Sample((noise, withHeader) =>
        {
            byte[] message = withHeader ? [.. header, .. noise] : noise;
            Refuses(message);
            Assert.StartsWith("DUNES-SEAL-00", TestKeys.CodeOf(() => contextKey.Open(message, [])));
        });
    }

    private void RefusesFlipOf(byte[] message, int bit)
    {
        message[bit / 8] ^= (byte)(1 << (bit % 8));
        Refuses(message, "a"u8);

        // From the key id on, whatever was altered, the one error.
        if (bit >= 12 * 8)
            Assert.Equal("DUNES-SEAL-002", TestKeys.CodeOf(() => key.Open(message, "a"u8)));
        message[bit / 8] ^= (byte)(1 << (bit % 8));
    }

    private void Refuses(byte[] message, ReadOnlySpan<byte> aad = default)
    {
        var associated = aad.ToArray();
        var isMessage = SealedHeader.TryRead(message, out _) && Cobblestone256.PlaintextSize(message.Length - SealedHeader.Size) >= 0;
        Assert.Equal(isMessage ? "DUNES-SEAL-002" : "DUNES-SEAL-001", TestKeys.CodeOf(() => key.Open(message, associated)));
    }
}

using System.Security.Cryptography;
using CsCheck;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.Sealing;

/// <summary>What holds for every kind of message: all of it comes back, and nothing else opens.</summary>
public sealed class SealedFormTests
{
    private const int ChunkSize = Cobblestone256.SealedChunkSize;

    public static TheoryData<string> Forms => [.. SealedForm.Names];

    /// <summary>A data key has one chunk.</summary>
    public static TheoryData<string> FormsOfSeveralChunks => [.. SealedForm.Names.Where(name => name != "data key")];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Opens_what_was_sealed_at_any_size_with_any_associated_data_and_version(string name) =>
        Gen.Select(TestKeys.AnySize, Gen.Byte.Array[0, 300], Gen.Int[1, int.MaxValue]).Sample(
            (size, aad, version) =>
            {
                using var form = new SealedForm(name, Guid.NewGuid(), version);
                var plaintext = RandomNumberGenerator.GetBytes(form.SizeOf(size));
                var message = form.Seal(plaintext, aad);
                Assert.Equal(plaintext, form.Open(message, aad));
                Assert.True(SealedHeader.TryRead(message, out var header));
                Assert.Equal(version, header.Version);
                Assert.Equal(form.PrefixSize + plaintext.Length + (16 * ((plaintext.Length / 16_384) + 1)), message.Length);
            },
            iter: 60);

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_flipped_bit_is_refused(string name)
    {
        using var form = new SealedForm(name);
        var message = form.Seal(new byte[form.SizeOf(21)], [1]);
        var suite = (SealedSuite)message[5];
        for (var bit = 0; bit < message.Length * 8; bit++)
        {
            message[bit / 8] ^= (byte)(1 << (bit % 8));

            // What still reads as a message of this kind gives the one error that says nothing about where it differs.
            var reads = SealedHeader.TryRead(message, out var header) && header.Suite == suite;
            Assert.Equal(reads ? "DUNES-SEAL-002" : "DUNES-SEAL-001", TestKeys.CodeOf(() => form.Open(message, [1])));
            message[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal(form.SizeOf(21), form.Open(message, [1]).Length);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_truncation_and_extension_is_refused(string name)
    {
        using var form = new SealedForm(name);
        foreach (var size in (int[])[0, 40, 16_384, 16_390])
        {
            var message = form.Seal(new byte[form.SizeOf(size)], []);
            for (var length = 0; length < message.Length; length += length < form.PrefixSize + 40 || length > message.Length - 40 ? 1 : 331)
                Refuses(form, message[..length], []);
            foreach (var extra in (int[])[1, 15, 16, 17, 16_384, 16_400])
                Refuses(form, [.. message, .. new byte[extra]], []);
        }
    }

    [Theory]
    [MemberData(nameof(FormsOfSeveralChunks))]
    public void Chunks_in_another_order_or_of_another_message_are_refused(string name)
    {
        using var form = new SealedForm(name);
        var one = form.Seal(RandomNumberGenerator.GetBytes((3 * 16_384) + 5), []);
        var other = form.Seal(RandomNumberGenerator.GetBytes((3 * 16_384) + 5), []);
        var prefix = form.PrefixSize;
        byte[] Of(params (byte[] Message, int Chunk)[] chunks) =>
            [.. one.AsSpan(0, prefix), .. chunks.SelectMany(part => part.Message.Skip(prefix + (part.Chunk * ChunkSize)).Take(ChunkSize))];
        Assert.Equal(one, Of((one, 0), (one, 1), (one, 2), (one, 3)));
        foreach (var order in (int[][])[[1, 0, 2, 3], [0, 2, 1, 3], [0, 1, 3], [1, 2, 3], [0, 0, 1, 2, 3], [0, 1, 2, 2, 3], [3], [0, 1, 2]])
            Refuses(form, Of([.. order.Select(chunk => (one, chunk))]), []);
        for (var chunk = 0; chunk < 4; chunk++)
            Refuses(form, Of([.. Enumerable.Range(0, 4).Select(i => (i == chunk ? other : one, i))]), []);
        for (var cut = 1; cut < prefix; cut += cut < 84 ? 1 : 97)
        {
            if (!one.AsSpan(0, cut).SequenceEqual(other.AsSpan(0, cut)))
                Refuses(form, [.. one.AsSpan(0, cut), .. other.AsSpan(cut)], []);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Another_tenants_key_another_id_another_version_and_other_associated_data_are_refused(string name)
    {
        using var form = new SealedForm(name);
        using var otherTenant = new SealedForm(name);
        using var otherId = form.Other(otherKeyId: Guid.NewGuid());
        using var otherVersion = form.Other(otherVersion: 7);
        var message = form.Seal(new byte[form.SizeOf(50)], [1, 2]);
        Refuses(otherTenant, message, [1, 2]);
        Refuses(otherId, message, [1, 2]);
        Refuses(otherVersion, message, [1, 2]);
        Refuses(otherVersion, WithVersion(message, 7), [1, 2]);
        foreach (var aad in (byte[][])[[], [1], [2, 1], [1, 2, 0], new byte[1_000]])
            Refuses(form, message, aad);
        Refuses(form, form.Seal(new byte[form.SizeOf(50)], []), [1]);
    }

    [Fact]
    public void No_form_opens_another_forms_message()
    {
        // Stream, message key and convergent messages are plain ones; all else is apart.
        string[] separate = ["plain", "derived", "data key", "wrap", "public key"];
        using var key = new SealedForm("plain");
        foreach (var from in separate)
        {
            using var sealing = key.As(from);
            var message = sealing.Seal(new byte[32], [3]);
            foreach (var to in separate.Where(to => to != from))
            {
                using var opening = key.As(to);
                Refuses(opening, message, [3]);
            }
        }
    }

    private static byte[] WithVersion(byte[] message, byte version)
    {
        var copy = message.ToArray();
        copy[11] = version;
        return copy;
    }

    private static void Refuses(SealedForm form, byte[] message, byte[] aad) =>
        Assert.StartsWith("DUNES-SEAL-00", Assert.Throws<SealingException>(() => form.Open(message, aad)).Code);
}

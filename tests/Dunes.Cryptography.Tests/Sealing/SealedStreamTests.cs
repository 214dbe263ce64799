using System.Security.Cryptography;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.Sealing;

public sealed class SealedStreamTests : IDisposable
{
    private static readonly byte[] Aad = [1, 2, 3];

    private readonly SealingKey key = TestKeys.Random();

    public static TheoryData<int> Sizes => [.. TestKeys.BorderSizes];

    public void Dispose() => key.Dispose();

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Streams_and_arrays_hold_the_same_format(int size)
    {
        var plaintext = RandomNumberGenerator.GetBytes(size);
        Assert.Equal(plaintext, key.Open(await SealAsync(new MemoryStream(plaintext)), Aad));
        Assert.Equal(plaintext, await OpenAsync(new MemoryStream(key.Seal(plaintext, Aad))));
        Assert.Equal(plaintext, await OpenAsync(new DrippingStream(await SealAsync(new DrippingStream(plaintext)))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16_384)]
    [InlineData(20_000)]
    public async Task Truncated_extended_and_altered_streams_are_refused(int size)
    {
        var message = key.Seal(new byte[size], Aad);
        foreach (var length in (int[])[0, 10, 83, 84, 99, message.Length - 17, message.Length - 16, message.Length - 1])
        {
            if (length >= 0 && length < message.Length)
                await RefusesAsync(message[..length]);
        }

        foreach (var extra in (int[])[1, 16, 16_384, 16_400])
            await RefusesAsync([.. message, .. new byte[extra]]);
        for (var i = 0; i < message.Length; i += i < 120 ? 1 : 997)
        {
            message[i] ^= 0x40;
            await RefusesAsync(message);
            message[i] ^= 0x40;
        }

        using var other = TestKeys.Random();
        Assert.Equal("DUNES-SEAL-002", (await Assert.ThrowsAsync<SealingException>(() => other.OpenStreamAsync(new MemoryStream(message), Stream.Null, Aad))).Code);
        Assert.Equal("DUNES-SEAL-002", (await Assert.ThrowsAsync<SealingException>(() => key.OpenStreamAsync(new MemoryStream(message), Stream.Null, default))).Code);
    }

    [Fact]
    public async Task Exactly_1_GiB_is_sealed_in_flat_memory_and_one_byte_more_is_refused()
    {
        await key.SealStreamAsync(new ZeroStream(1_000), Stream.Null, Aad);
        var before = GC.GetAllocatedBytesForCurrentThread();
        await key.SealStreamAsync(new ZeroStream(1L << 30), Stream.Null, Aad);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);

        var error = await Assert.ThrowsAsync<SealingException>(() => key.SealStreamAsync(new ZeroStream((1L << 30) + 1), Stream.Null, Aad));
        Assert.Equal("DUNES-SEAL-003", error.Code);
    }

    [Fact]
    public async Task Stops_when_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => key.SealStreamAsync(new ZeroStream(1 << 20), new MemoryStream(), Aad, cancelled.Token));
    }

    private async Task<byte[]> SealAsync(Stream input)
    {
        using var output = new MemoryStream();
        await key.SealStreamAsync(input, output, Aad);
        return output.ToArray();
    }

    private async Task<byte[]> OpenAsync(Stream input)
    {
        using var output = new MemoryStream();
        await key.OpenStreamAsync(input, output, Aad);
        return output.ToArray();
    }

    private async Task RefusesAsync(byte[] message)
    {
        var expected = TestKeys.CodeOf(() => key.Open(message, Aad));
        var actual = (await Assert.ThrowsAsync<SealingException>(() => key.OpenStreamAsync(new MemoryStream(message), Stream.Null, Aad))).Code;

        // A stream's size is known only at its end, so there an altered chunk may be met before an impossible size.
        Assert.True(actual == expected || (expected, actual) == ("DUNES-SEAL-001", "DUNES-SEAL-002"), $"{expected} in memory, {actual} as a stream");
    }

    /// <summary>Gives one byte at a time, as a network may.</summary>
    private sealed class DrippingStream(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }

    /// <summary>Zeros that take no memory.</summary>
    private sealed class ZeroStream(long size) : Stream
    {
        private long left = size;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = (int)Math.Min(left, buffer.Length);
            left -= read;
            return ValueTask.FromResult(read);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

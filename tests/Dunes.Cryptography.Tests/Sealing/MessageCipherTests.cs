using System.Security.Cryptography;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.Sealing;

/// <summary>Sealing and opening without the key, by the key of one message.</summary>
public sealed class MessageCipherTests : IDisposable
{
    private readonly SealingKey key = TestKeys.Random();

    public static TheoryData<int> Sizes => [.. TestKeys.BorderSizes];

    public void Dispose() => key.Dispose();

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Is_the_same_format_to_the_bit(int size)
    {
        var plaintext = RandomNumberGenerator.GetBytes(size);
        using var messageKey = key.CreateMessageKey("a"u8);
        Assert.Equal((84, 44), (messageKey.Prefix.Length, messageKey.Secret.Length));
        using var sealing = new MessageCipher(messageKey.Prefix, messageKey.Secret);
        using var message = new MemoryStream();
        await sealing.SealAsync(new MemoryStream(plaintext), message, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(plaintext, key.Open(message.ToArray(), "a"u8));

        using var recovered = key.RecoverMessageKey(message.ToArray().AsSpan(0, 84), "a"u8);
        Assert.Equal(messageKey.Secret, recovered.Secret);

        var ours = key.Seal(plaintext, "a"u8);
        using var ofOurs = key.RecoverMessageKey(ours.AsSpan(0, 84), "a"u8);
        using var opening = new MessageCipher(ofOurs.Prefix, ofOurs.Secret);
        using var opened = new MemoryStream();
        await opening.OpenAsync(new MemoryStream(ours[84..]), opened, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(plaintext, opened.ToArray());
    }

    [Fact]
    public async Task Tells_its_progress_in_bytes_of_plaintext()
    {
        using var messageKey = key.CreateMessageKey([]);
        using var sealing = new MessageCipher(messageKey.Prefix, messageKey.Secret);
        using var opening = new MessageCipher(messageKey.Prefix, messageKey.Secret);
        using var message = new MemoryStream();
        var (sealedSoFar, openedSoFar) = (new Collected(), new Collected());
        await sealing.SealAsync(new MemoryStream(new byte[40_000]), message, sealedSoFar, TestContext.Current.CancellationToken);
        message.Position = 84;
        await opening.OpenAsync(message, Stream.Null, openedSoFar, TestContext.Current.CancellationToken);
        Assert.Equal([16_384, 32_768, 40_000], sealedSoFar.Values);
        Assert.Equal([16_384, 32_768, 40_000], openedSoFar.Values);
    }

    [Fact]
    public async Task Works_once_because_a_second_message_would_repeat_nonces()
    {
        using var messageKey = key.CreateMessageKey([]);
        using var cipher = new MessageCipher(messageKey.Prefix, messageKey.Secret);
        await cipher.SealAsync(new MemoryStream(), Stream.Null, cancellationToken: TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidOperationException>(() => cipher.SealAsync(new MemoryStream(), Stream.Null));
        await Assert.ThrowsAsync<InvalidOperationException>(() => cipher.OpenAsync(new MemoryStream(), Stream.Null));
    }

    [Fact]
    public void A_message_key_is_recovered_only_by_its_key_version_and_associated_data()
    {
        using var contextKey = key.DeriveContextKey("c"u8);
        using var other = TestKeys.Random();
        var prefix = key.Seal([1], "a"u8)[..84];
        Assert.Equal("DUNES-SEAL-002", TestKeys.CodeOf(() => key.RecoverMessageKey(prefix, "b"u8)));
        Assert.Equal("DUNES-SEAL-002", TestKeys.CodeOf(() => other.RecoverMessageKey(prefix, "a"u8)));
        Assert.Equal("DUNES-SEAL-002", TestKeys.CodeOf(() => contextKey.RecoverMessageKey(prefix, "a"u8)));
        Assert.Equal("DUNES-SEAL-002", TestKeys.CodeOf(() => key.RecoverMessageKey(key.SealDataKey(new byte[32], "a"u8).AsSpan(0, 84), "a"u8)));
        Assert.Equal("DUNES-SEAL-001", TestKeys.CodeOf(() => key.RecoverMessageKey(prefix.AsSpan(0, 83), "a"u8)));
        Assert.Equal("DUNES-SEAL-001", TestKeys.CodeOf(() => key.RecoverMessageKey([.. prefix, 0], "a"u8)));
        for (var bit = 0; bit < prefix.Length * 8; bit++)
        {
            prefix[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<SealingException>(() => key.RecoverMessageKey(prefix, "a"u8));
            prefix[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public async Task Bad_arguments_are_refused()
    {
        using var messageKey = key.CreateMessageKey([]);
        Assert.Throws<ArgumentException>(() => new MessageCipher(messageKey.Prefix, messageKey.Secret.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => new MessageCipher(messageKey.Prefix.AsSpan(1), messageKey.Secret));
        Assert.Throws<ArgumentException>(() => new MessageCipher(new byte[84], messageKey.Secret));
        Assert.Equal("DUNES-SEAL-001", (await Assert.ThrowsAsync<SealingException>(() => MessageCipher.ReadPrefixAsync(new MemoryStream(messageKey.Prefix[..83])))).Code);
        Assert.Equal("DUNES-SEAL-001", (await Assert.ThrowsAsync<SealingException>(() => MessageCipher.ReadPrefixAsync(new MemoryStream(new byte[84])))).Code);
        Assert.Equal(messageKey.Prefix, await MessageCipher.ReadPrefixAsync(new MemoryStream(messageKey.Prefix), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Disposing_wipes_the_secret()
    {
        var messageKey = key.CreateMessageKey([]);
        messageKey.Dispose();
        Assert.True(messageKey.Secret.AsSpan().IndexOfAnyExcept((byte)0) < 0);
    }

    private sealed class Collected : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }
}

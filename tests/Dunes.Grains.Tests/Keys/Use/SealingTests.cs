using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Sealing;

namespace Dunes.Grains.Tests.Keys.Use;

public sealed class SealingTests(KeyUseFixture fixture) : IClassFixture<KeyUseFixture>
{
    private static readonly byte[] Plaintext = [1, 2, 3];

    public static TheoryData<string, SealingMode, byte[]> Keys => new()
    {
        { KeyAlgorithms.Dc2k1, SealingMode.Plain, [] },
        { KeyAlgorithms.Dc2k1, SealingMode.Convergent, [] },
        { KeyAlgorithms.Dc2k1, SealingMode.Derived, [5, 5] },
        { KeyAlgorithms.MlKem1024, SealingMode.Plain, [] },
    };

    [Theory, MemberData(nameof(Keys))]
    public async Task Sealed_messages_open_after_a_rotation_and_rewrapping_moves_them_to_the_new_version(string algorithm, SealingMode mode, byte[] context)
    {
        var key = await CreateAsync(algorithm, mode);
        var old = await key.EncryptAsync(Plaintext, [9], context);
        Assert.Equal((1, null), (old.Version, old.Error));
        await key.Life.RotateAsync(KeyUseFixture.Admin, 1);
        fixture.EndLeases();

        Assert.Equal(Plaintext, (await key.DecryptAsync(old.Bytes!, [9], context)).Bytes);
        var rewrapped = await key.RewrapAsync(old.Bytes!, [9], context);
        Assert.Equal(2, rewrapped.Version);
        Assert.True(SealedHeader.TryRead(rewrapped.Bytes, out var header));
        Assert.Equal(2, header.Version);
        var opened = await key.DecryptAsync(rewrapped.Bytes!, [9], context);
        Assert.Equal(2, opened.Version);
        Assert.Equal(Plaintext, opened.Bytes);
        Assert.Equal(1, (await key.EncryptAsync(Plaintext, version: 1, context: context)).Version);
    }

    [Theory, MemberData(nameof(Keys))]
    public async Task Altered_bytes_other_data_another_key_and_another_version_do_not_open(string algorithm, SealingMode mode, byte[] context)
    {
        var (key, other) = (await CreateAsync(algorithm, mode), await CreateAsync(algorithm, mode));
        var message = (await key.EncryptAsync(Plaintext, [9], context)).Bytes!;
        await key.Life.RotateAsync(KeyUseFixture.Admin, 1);
        byte[] altered = [.. message[..^1], (byte)(message[^1] ^ 1)];
        var otherVersion = message.ToArray();
        otherVersion[11] = 2;

        var results = await key.Service.DecryptAsync(
            KeyUseFixture.Admin,
            [new(message, [9], context), new(altered, [9], context), new(message, [8], context), new(otherVersion, [9], context), new([1, 2], [9], context)]);
        Assert.Equal([null, "DUNES-SEAL-002", "DUNES-SEAL-002", "DUNES-SEAL-002", "DUNES-SEAL-001"], results.Select(result => result.Error?.Code));
        Assert.Equal("DUNES-SEAL-002", (await other.DecryptAsync(message, [9], context)).Error?.Code);
        Assert.Equal("DUNES-SEAL-002", (await key.RewrapAsync(message, [8], context)).Error?.Code);
        Assert.Equal(
            [$"{algorithm}: 3 of 5", $"{algorithm}: 1 of 1"],
            fixture.Events.Of(SecurityEventType.DecryptFailed).Where(e => e.ResourceId == key.Name.ToString()).Select(e => e.StatusDetail));
    }

    [Fact]
    public async Task Another_context_does_not_open_and_a_derived_key_needs_one()
    {
        var key = await CreateAsync(KeyAlgorithms.Dc2k1, SealingMode.Derived);
        var message = (await key.EncryptAsync(Plaintext, context: [1])).Bytes!;
        Assert.Equal("DUNES-SEAL-002", (await key.DecryptAsync(message, context: [2])).Error?.Code);
        Assert.Equal("DUNES-KEY-036", (await key.DecryptAsync(message)).Error?.Code);
        Assert.Equal("DUNES-KEY-036", (await key.EncryptAsync(Plaintext, context: new byte[1_025])).Error?.Code);
        var plain = await CreateAsync(KeyAlgorithms.Dc2k1, SealingMode.Plain);
        Assert.Equal("DUNES-KEY-036", (await plain.EncryptAsync(Plaintext, context: [1])).Error?.Code);
    }

    [Fact]
    public async Task Only_convergent_keys_seal_the_same_twice()
    {
        var convergent = await CreateAsync(KeyAlgorithms.Dc2k1, SealingMode.Convergent);
        Assert.Equal((await convergent.EncryptAsync(Plaintext, [1])).Bytes, (await convergent.EncryptAsync(Plaintext, [1])).Bytes);
        Assert.NotEqual((await convergent.EncryptAsync(Plaintext, [1])).Bytes, (await convergent.EncryptAsync(Plaintext, [2])).Bytes);
        var plain = await CreateAsync(KeyAlgorithms.Dc2k1, SealingMode.Plain);
        Assert.NotEqual((await plain.EncryptAsync(Plaintext)).Bytes, (await plain.EncryptAsync(Plaintext)).Bytes);
    }

    [Theory]
    [InlineData(SealingMode.Plain)]
    [InlineData(SealingMode.Convergent)]
    [InlineData(SealingMode.Derived)]
    public async Task Data_keys_open_and_rewrap_and_are_bound_to_their_data(SealingMode mode)
    {
        byte[] context = mode == SealingMode.Derived ? [1] : [];
        var key = await CreateAsync(KeyAlgorithms.Dc2k1, mode);
        var dataKeys = await key.Service.GenerateDataKeysAsync(KeyUseFixture.Admin, 20, [9], context, withPlaintext: true);
        Assert.Equal(20, dataKeys.Select(dataKey => Convert.ToHexString(dataKey.Plaintext!)).Distinct().Count());
        Assert.All(await key.Service.GenerateDataKeysAsync(KeyUseFixture.Admin, 3, [9], context, withPlaintext: false), dataKey => Assert.Null(dataKey.Plaintext));

        await key.Life.RotateAsync(KeyUseFixture.Admin, 1);
        fixture.EndLeases();
        foreach (var dataKey in dataKeys)
            Assert.Equal(dataKey.Plaintext, (await key.DecryptAsync(dataKey.Sealed, [9], context)).Bytes);
        var rewrapped = await key.RewrapAsync(dataKeys[0].Sealed, [9], context);
        Assert.Equal(2, rewrapped.Version);
        Assert.Equal(dataKeys[0].Plaintext, (await key.DecryptAsync(rewrapped.Bytes!, [9], context)).Bytes);
        Assert.Equal("DUNES-SEAL-002", (await key.DecryptAsync(dataKeys[0].Sealed, [8], context)).Error?.Code);
    }

    [Theory]
    [InlineData(SealingMode.Plain)]
    [InlineData(SealingMode.Derived)]
    public async Task A_message_sealed_with_its_message_key_opens_here_and_the_other_way_round(SealingMode mode)
    {
        byte[] context = mode == SealingMode.Derived ? [1] : [];
        var key = await CreateAsync(KeyAlgorithms.Dc2k1, mode);
        var plaintext = new byte[100_000];
        Random.Shared.NextBytes(plaintext);

        var messageKey = await key.Service.GetMessageKeyAsync(KeyUseFixture.Admin, null, [9], context);
        using var message = new MemoryStream();
        using (var cipher = new MessageCipher(messageKey.Prefix, messageKey.Secret))
            await cipher.SealAsync(new MemoryStream(plaintext), message, null, TestContext.Current.CancellationToken);
        Assert.Equal(plaintext, (await key.DecryptAsync(message.ToArray(), [9], context)).Bytes);

        var sealedHere = (await key.EncryptAsync(plaintext, [9], context)).Bytes!;
        var recovered = await key.Service.GetMessageKeyAsync(KeyUseFixture.Admin, sealedHere[..84], [9], context);
        using var opened = new MemoryStream();
        using (var cipher = new MessageCipher(recovered.Prefix, recovered.Secret))
            await cipher.OpenAsync(new MemoryStream(sealedHere[84..]), opened, null, TestContext.Current.CancellationToken);
        Assert.Equal(plaintext, opened.ToArray());

        var e = await Assert.ThrowsAsync<DunesException>(() => key.Service.GetMessageKeyAsync(KeyUseFixture.Admin, sealedHere[..84], [8], context));
        Assert.Equal("DUNES-SEAL-002", e.Code);
        Assert.Contains(fixture.Events.Of(SecurityEventType.DecryptFailed), failed => failed.ResourceId == key.Name.ToString());
    }

    [Fact]
    public async Task A_convergent_key_gives_no_key_for_a_new_message()
    {
        var key = await CreateAsync(KeyAlgorithms.Dc2k1, SealingMode.Convergent);
        Assert.Equal("DUNES-KEY-036", (await Assert.ThrowsAsync<DunesException>(() => key.Service.GetMessageKeyAsync(KeyUseFixture.Admin, null, [], []))).Code);
    }

    [Fact]
    public async Task A_message_to_the_bare_public_key_opens_also_when_the_key_has_rotated()
    {
        var key = await fixture.CreateAsync(KeyAlgorithms.MlKem1024);
        var publicKey = (await key.Life.DescribeVersionAsync(KeyUseFixture.Admin, 1)).PublicKey!;
        var message = KemMessage.Seal(publicKey, KemMessage.IdOf(publicKey), 1, Plaintext, [9]);
        await key.Life.RotateAsync(KeyUseFixture.Admin, 1);
        fixture.EndLeases();
        var opened = await key.DecryptAsync(message, [9]);
        Assert.Equal(1, opened.Version);
        Assert.Equal(Plaintext, opened.Bytes);

        var sealing = await CreateAsync(KeyAlgorithms.Dc2k1, SealingMode.Plain);
        Assert.Equal("DUNES-KEY-037", (await sealing.DecryptAsync(message, [9])).Error?.Code);
    }

    [Fact]
    public async Task All_of_a_call_has_at_most_32_MiB()
    {
        var key = await CreateAsync(KeyAlgorithms.Dc2k1, SealingMode.Plain);
        var e = await Assert.ThrowsAsync<DunesException>(() => key.EncryptAsync(new byte[32 << 20], [1]));
        Assert.Equal(("DUNES-KEY-035", ErrorKind.Invalid), (e.Code, e.Kind));
    }

    private Task<TestKey> CreateAsync(string algorithm, SealingMode mode) => fixture.CreateAsync(algorithm, spec => spec with { Sealing = mode });
}

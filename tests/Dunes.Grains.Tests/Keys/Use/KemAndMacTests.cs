using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Tests.Keys.Use;

public sealed class KemAndMacTests(KeyUseFixture fixture) : IClassFixture<KeyUseFixture>
{
    [Theory]
    [InlineData(KeyAlgorithms.MlKem768, 1_088)]
    [InlineData(KeyAlgorithms.MlKem1024, 1_568)]
    public async Task What_is_encapsulated_is_decapsulated_also_after_a_rotation(string algorithm, int size)
    {
        var key = await fixture.CreateAsync(algorithm);
        var encapsulation = await key.Service.EncapsulateAsync(KeyUseFixture.Admin, null);
        Assert.Equal((1, size, 32), (encapsulation.Version, encapsulation.Ciphertext.Length, encapsulation.SharedSecret.Length));
        await key.Life.RotateAsync(KeyUseFixture.Admin, 1);
        fixture.EndLeases();

        var secret = await key.Service.DecapsulateAsync(KeyUseFixture.Admin, encapsulation.Ciphertext, 1);
        Assert.Equal(encapsulation.SharedSecret, secret.Bytes);
        var rejected = await key.Service.DecapsulateAsync(KeyUseFixture.Admin, encapsulation.Ciphertext, 2);
        Assert.Equal(32, rejected.Bytes!.Length);
        Assert.NotEqual(encapsulation.SharedSecret, rejected.Bytes);
        Assert.Equal("DUNES-KEY-036", (await Assert.ThrowsAsync<DunesException>(
            () => key.Service.DecapsulateAsync(KeyUseFixture.Admin, encapsulation.Ciphertext[1..], 1))).Code);
    }

    [Fact]
    public async Task A_key_of_ML_KEM_768_only_encapsulates()
    {
        var key = await fixture.CreateAsync(KeyAlgorithms.MlKem768);
        Assert.Equal("DUNES-KEY-007", (await Assert.ThrowsAsync<DunesException>(() => key.EncryptAsync([1]))).Code);
    }

    [Fact]
    public async Task A_code_is_good_for_its_message_and_version_only()
    {
        var key = await fixture.CreateAsync(KeyAlgorithms.HmacSha512);
        var code = Assert.Single(await key.Service.MacAsync(KeyUseFixture.Admin, [new([1, 2], null, null)])).Bytes!;
        Assert.Equal(64, code.Length);
        await key.Life.RotateAsync(KeyUseFixture.Admin, 1);
        var altered = code.ToArray();
        altered[5] ^= 1;

        var results = await key.Service.VerifyMacAsync(
            KeyUseFixture.Admin,
            [new([1, 2], code, 1), new([1, 3], code, 1), new([1, 2], altered, 1), new([1, 2], code, 2), new([1, 2], code[1..], 1), new([1, 2], null, 1)]);
        Assert.Equal([true, false, false, false, false, false], results.Select(result => result.Valid));
        Assert.Equal([null, null, null, null, "DUNES-KEY-036", "DUNES-KEY-036"], results.Select(result => result.Error?.Code));
        var failed = Assert.Single(fixture.Events.Of(SecurityEventType.SignatureVerifyFailed), e => e.ResourceId == key.Name.ToString());
        Assert.Equal("HMAC-SHA-512: 3 of 6", failed.StatusDetail);
    }
}

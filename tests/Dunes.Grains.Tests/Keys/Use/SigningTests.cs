using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Signatures;

namespace Dunes.Grains.Tests.Keys.Use;

public sealed class SigningTests(KeyUseFixture fixture) : IClassFixture<KeyUseFixture>
{
    private static readonly byte[] Message = [1, 2, 3];

    [Theory]
    [InlineData(KeyAlgorithms.MlDsa44)]
    [InlineData(KeyAlgorithms.MlDsa65)]
    [InlineData(KeyAlgorithms.MlDsa87)]
    [InlineData(KeyAlgorithms.MlDsa65Ed25519)]
    public async Task A_signature_verifies_here_and_with_the_public_key_alone(string algorithm)
    {
        var key = await fixture.CreateAsync(algorithm);
        var signature = await key.SignAsync(Message, [7]);
        Assert.Equal((1, null), (signature.Version, signature.Error));
        Assert.True((await key.VerifyAsync(Message, signature.Bytes!, [7])).Valid);

        var publicKey = (await key.Life.DescribeVersionAsync(KeyUseFixture.Admin, 1)).PublicKey;
        Assert.True(SignatureScheme.Find(algorithm)!.Verify(publicKey, Message, signature.Bytes, SigningContext.For("tests", [7])));
    }

    [Theory]
    [InlineData(KeyAlgorithms.MlDsa65)]
    [InlineData(KeyAlgorithms.MlDsa65Ed25519)]
    public async Task Another_message_context_version_or_key_does_not_verify_and_is_one_event(string algorithm)
    {
        var (key, other) = (await fixture.CreateAsync(algorithm), await fixture.CreateAsync(algorithm));
        var signature = (await key.SignAsync(Message, [7])).Bytes!;
        await key.Life.RotateAsync(KeyUseFixture.Admin, 1);

        var results = await key.Service.VerifyAsync(
            KeyUseFixture.Admin,
            [
                new(Message, false, [7], signature, 1),
                new([1, 2, 4], false, [7], signature, 1),
                new(Message, false, [8], signature, 1),
                new(Message, false, [], signature, 1),
                new(Message, false, [7], signature, 2),
                new(Message, false, [7], signature[1..], 1),
                new(Message, false, [7], signature, 3),
            ]);
        Assert.Equal([true, false, false, false, false, false, false], results.Select(result => result.Valid));
        Assert.Equal("DUNES-KEY-003", results[^1].Error?.Code);
        Assert.All(results.SkipLast(1), result => Assert.Null(result.Error));
        Assert.False((await other.VerifyAsync(Message, signature, [7])).Valid);

        var failed = Assert.Single(fixture.Events.Of(SecurityEventType.SignatureVerifyFailed), e => e.ResourceId == key.Name.ToString());
        Assert.Equal($"{algorithm}: 5 of 7", failed.StatusDetail);
        Assert.Equal("admin", failed.Actor?.Subject);
    }

    [Fact]
    public async Task External_mu_signs_the_same_as_the_message_and_not_for_a_composite()
    {
        var key = await fixture.CreateAsync(KeyAlgorithms.MlDsa65);
        var publicKey = (await key.Life.DescribeVersionAsync(KeyUseFixture.Admin, 1)).PublicKey!;
        var mu = MlDsaMu.Compute(publicKey, Message, SigningContext.For("tests", [7]));

        var signature = await key.SignAsync(mu, isMu: true);
        Assert.True((await key.VerifyAsync(Message, signature.Bytes!, [7])).Valid);
        Assert.True((await key.VerifyAsync(mu, signature.Bytes!, isMu: true)).Valid);
        Assert.Equal("DUNES-KEY-036", (await key.SignAsync(mu[1..], isMu: true)).Error?.Code);
        Assert.Equal("DUNES-KEY-036", (await key.SignAsync(mu, [7], isMu: true)).Error?.Code);

        var composite = await fixture.CreateAsync(KeyAlgorithms.MlDsa65Ed25519);
        Assert.Equal("DUNES-KEY-036", (await composite.SignAsync(mu, isMu: true)).Error?.Code);
    }

    [Fact]
    public async Task Deterministic_signatures_repeat_and_hedged_ones_do_not()
    {
        var key = await fixture.CreateAsync(KeyAlgorithms.MlDsa44);
        Assert.Equal((await key.SignAsync(Message, deterministic: true)).Bytes, (await key.SignAsync(Message, deterministic: true)).Bytes);
        Assert.NotEqual((await key.SignAsync(Message)).Bytes, (await key.SignAsync(Message)).Bytes);
    }

    [Fact]
    public async Task A_bad_item_does_not_touch_the_others_and_results_keep_their_order()
    {
        var key = await fixture.CreateAsync(KeyAlgorithms.MlDsa44);
        var items = Enumerable.Range(0, 40).Select(i => new SignItem([(byte)i], false, i % 4 == 3 ? new byte[233] : [(byte)i], false)).ToList();
        var results = await key.Service.SignAsync(KeyUseFixture.Admin, items, null);

        for (var i = 0; i < items.Count; i++)
        {
            if (i % 4 == 3)
                Assert.Equal("DUNES-KEY-008", results[i].Error?.Code);
            else
                Assert.True((await key.VerifyAsync([(byte)i], results[i].Bytes!, [(byte)i])).Valid);
        }
    }

    [Fact]
    public async Task A_batch_has_1_to_1000_items_and_a_message_at_most_4_MiB()
    {
        var key = await fixture.CreateAsync(KeyAlgorithms.MlDsa44);
        var item = new SignItem([1], false, [], false);
        foreach (var count in (int[])[0, 1001])
        {
            var e = await Assert.ThrowsAsync<DunesException>(() => key.Service.SignAsync(KeyUseFixture.Admin, [.. Enumerable.Repeat(item, count)], null));
            Assert.Equal(("DUNES-KEY-034", ErrorKind.Invalid), (e.Code, e.Kind));
        }

        Assert.Equal(1_000, (await key.Service.SignAsync(KeyUseFixture.Admin, [.. Enumerable.Repeat(item, 1_000)], null)).Count(result => result.Error is null));
        Assert.Equal("DUNES-KEY-035", (await key.SignAsync(new byte[(4 << 20) + 1])).Error?.Code);
    }

    [Fact]
    public async Task A_caller_may_name_an_older_version_down_to_the_floor()
    {
        var key = await fixture.CreateAsync(KeyAlgorithms.MlDsa44);
        await key.Life.RotateAsync(KeyUseFixture.Admin, 1);
        await key.Life.RotateAsync(KeyUseFixture.Admin, 2);
        await key.Life.UpdateAsync(KeyUseFixture.Admin, new() { MinEncryptionVersion = 2 });

        Assert.Equal(2, (await key.SignAsync(Message, version: 2)).Version);
        Assert.Equal(3, (await key.SignAsync(Message)).Version);
        var e = await Assert.ThrowsAsync<DunesException>(() => key.SignAsync(Message, version: 1));
        Assert.Equal(("DUNES-KEY-032", ErrorKind.Conflict), (e.Code, e.Kind));
        Assert.Equal("DUNES-KEY-003", (await Assert.ThrowsAsync<DunesException>(() => key.SignAsync(Message, version: 4))).Code);
    }

    [Fact]
    public async Task A_key_that_cannot_sign_says_so()
    {
        var key = await fixture.CreateAsync(KeyAlgorithms.Dc2k1);
        Assert.Equal("DUNES-KEY-007", (await Assert.ThrowsAsync<DunesException>(() => key.SignAsync(Message))).Code);
    }
}

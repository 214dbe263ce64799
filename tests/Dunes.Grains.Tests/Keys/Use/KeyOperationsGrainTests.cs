using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Sealing;
using Dunes.Cryptography.Signatures;
using Dunes.Grains.Keys;
using Dunes.Grains.Keys.Use;
using Dunes.Grains.Tests.Hosting;
using Dunes.Storage.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Grains.Tests.Keys.Use;

public sealed class KeyOperationsGrainTests : IAsyncLifetime
{
    private static readonly KeySpec Sealing = new() { Algorithm = KeyAlgorithms.Dc2k1, Rotation = new(TimeSpan.FromDays(30)) };
    private TestDatabase database = null!;
    private TestSilo silo = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        silo = await TestSilo.StartAsync(database);
    }

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task After_twenty_rotations_every_old_version_opens_also_after_a_restart_of_its_grains()
    {
        var (key, operations) = (silo.Key("t/old"), silo.Operations("t/old"));
        await key.EnsureAsync(Sealing);
        var messages = new List<byte[]>();
        for (var version = 1; version <= 21; version++)
        {
            // Past the lease, so that the worker sees the new version.
            silo.Time.Advance(TimeSpan.FromSeconds(6));
            messages.Add(await operations.SealAsync([(byte)version], [7]));
            Assert.True(SealedHeader.TryRead(messages[^1], out var header));
            Assert.Equal(version, header.Version);
            if (version <= 20)
                await key.RotateAsync(null, version);
        }

        await silo.ForgetAsync(key);
        silo.Time.Advance(TimeSpan.FromSeconds(6));
        for (var version = 1; version <= 21; version++)
            Assert.Equal([(byte)version], await operations.OpenAsync(messages[version - 1], [7]));
    }

    [Fact]
    public async Task A_version_made_elsewhere_within_the_lease_is_found()
    {
        var (key, operations) = (silo.Key("t/elsewhere"), silo.Operations("t/elsewhere"));
        await key.EnsureAsync(Sealing);
        await operations.SealAsync([1], []);
        await key.RotateAsync(null, 1);
        var keyId = (await key.DescribeAsync(null)).KeyId;
        var row = await silo.Services.GetRequiredService<IKeyVersionStore>().FindAsync(keyId, 2, TestContext.Current.CancellationToken);
        using var secret = VersionSecret.Open(silo.Services.GetRequiredService<KeyMaterial>(), new("t", "elsewhere"), row!);

        Assert.Equal([5], await operations.OpenAsync(secret.Sealing.Seal([5], []), []));
        Assert.Equal(2, (await operations.DeriveContextKeyAsync("c", null, 2)).Version);
        Assert.Equal("DUNES-KEY-003", (await Assert.ThrowsAsync<DunesException>(() => operations.DeriveContextKeyAsync("c", null, 3))).Code);
    }

    [Fact]
    public async Task Once_the_lease_is_over_the_new_version_seals()
    {
        var (key, operations) = (silo.Key("t/lease"), silo.Operations("t/lease"));
        await key.EnsureAsync(Sealing);
        Assert.Equal(1, await VersionAsync());
        await key.RotateAsync(null, 1);
        silo.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, await VersionAsync());

        async Task<int> VersionAsync() => SealedHeader.TryRead(await operations.SealAsync([1], []), out var header) ? header.Version : 0;
    }

    [Fact]
    public async Task A_signature_verifies_with_the_public_key_alone_for_its_purpose_only_and_after_rotations()
    {
        var (key, operations) = (silo.Key("t/sign"), silo.Operations("t/sign"));
        await key.EnsureAsync(new KeySpec { Algorithm = KeyAlgorithms.MlDsa65, Rotation = new(TimeSpan.FromDays(1)) });
        byte[] message = [1, 2, 3];
        var signature = await operations.SignAsync(message, "documents");

        Assert.True(MlDsa.Provider.Verify(MlDsaParameterSet.MlDsa65, signature.PublicKey, message, signature.Signature, SigningContext.For("documents", [])));
        await key.RotateAsync(null, 1);
        silo.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(await operations.VerifyAsync(1, message, signature.Signature, "documents"));
        Assert.False(await operations.VerifyAsync(2, message, signature.Signature, "documents"));
        Assert.False(await operations.VerifyAsync(1, message, signature.Signature, "heads"));
        Assert.False(await operations.VerifyAsync(1, [1, 2, 4], signature.Signature, "documents"));
    }

    [Fact]
    public async Task An_altered_message_other_data_or_another_keys_message_do_not_open()
    {
        var (a, b) = (silo.Operations("t/a"), silo.Operations("t/b"));
        await silo.Key("t/a").EnsureAsync(Sealing);
        await silo.Key("t/b").EnsureAsync(Sealing);
        var message = await a.SealAsync([1, 2, 3], [9]);
        Assert.Equal([1, 2, 3], await a.OpenAsync(message, [9]));

        var altered = message.ToArray();
        altered[^1] ^= 1;
        foreach (var open in (Func<Task>[])[() => a.OpenAsync(altered, [9]), () => a.OpenAsync(message, [8]), () => b.OpenAsync(message, [9])])
        {
            var e = await Assert.ThrowsAsync<DunesException>(open);
            Assert.Equal(("DUNES-SEAL-002", ErrorKind.Integrity), (e.Code, e.Kind));
        }

        Assert.Equal("DUNES-SEAL-001", (await Assert.ThrowsAsync<DunesException>(() => a.OpenAsync([1], []))).Code);
    }

    [Fact]
    public async Task A_context_key_is_the_same_for_the_same_context_and_version_and_no_other()
    {
        var operations = silo.Operations("t/derive");
        await silo.Key("t/derive").EnsureAsync(Sealing);
        var first = await operations.DeriveContextKeyAsync("one", null, null);
        Assert.Equal(32, first.Secret.Length);
        Assert.Equal(first.Secret, (await operations.DeriveContextKeyAsync("one", null, 1)).Secret);
        Assert.NotEqual(first.Secret, (await operations.DeriveContextKeyAsync("two", null, 1)).Secret);
        await silo.Key("t/derive").RotateAsync(null, 1);
        Assert.NotEqual(first.Secret, (await operations.DeriveContextKeyAsync("one", null, 2)).Secret);
    }

    [Fact]
    public async Task A_tenants_disabled_or_destroyed_key_is_named_in_the_error()
    {
        var name = KeyName.ContextSealing("shredded");
        var admin = KeyUseFixture.Admin with { Tenant = "shredded" };
        var (key, operations) = (silo.Key(name.ToString()), silo.Operations(name.ToString()));
        await key.EnsureAsync(Sealing);
        await operations.DeriveContextKeyAsync("c", null, null);

        await key.DisableAsync(admin, null);
        foreach (var version in (int?[])[null, 1])
        {
            var e = await Assert.ThrowsAsync<DunesException>(() => operations.DeriveContextKeyAsync("c", null, version));
            Assert.Equal(("DUNES-KEY-030", ErrorKind.Conflict), (e.Code, e.Kind));
        }

        await key.DeleteAsync(admin, null, 0);
        foreach (var version in (int?[])[null, 1])
        {
            var e = await Assert.ThrowsAsync<DunesException>(() => operations.DeriveContextKeyAsync("c", null, version));
            Assert.Equal(("DUNES-KEY-012", ErrorKind.Gone), (e.Code, e.Kind));
        }
    }

    [Fact]
    public async Task A_context_key_is_leased_no_longer_than_the_key_itself()
    {
        await silo.Key("t/until").EnsureAsync(Sealing);
        var operations = silo.Operations("t/until");
        var start = silo.Time.GetUtcNow();
        Assert.Equal(start + TimeSpan.FromSeconds(5), (await operations.DeriveContextKeyAsync("c", null, null)).LeaseUntil);
        silo.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(start + TimeSpan.FromSeconds(5), (await operations.DeriveContextKeyAsync("c", null, null)).LeaseUntil);
    }

    [Fact]
    public async Task A_key_does_only_what_its_algorithm_can()
    {
        await silo.Key("t/only").EnsureAsync(Sealing);
        var e = await Assert.ThrowsAsync<DunesException>(() => silo.Operations("t/only").SignAsync([1], "x"));
        Assert.Equal("DUNES-KEY-007", e.Code);
        e = await Assert.ThrowsAsync<DunesException>(() => silo.Operations(KeyName.Documents.ToString()).SealAsync([1], []));
        Assert.Equal("DUNES-KEY-007", e.Code);
        e = await Assert.ThrowsAsync<DunesException>(() => silo.Operations(KeyName.Documents.ToString()).SignAsync([1], new string('x', 300)));
        Assert.Equal("DUNES-KEY-008", e.Code);
    }
}

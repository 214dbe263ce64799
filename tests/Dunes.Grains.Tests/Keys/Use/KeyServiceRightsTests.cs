using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Tests.Keys.Use;

public sealed class KeyServiceRightsTests(KeyUseFixture fixture) : IClassFixture<KeyUseFixture>
{
    private static readonly Principal Agent = new("t", "https://issuer", "agent", "bot", [Roles.Agent]);
    private static readonly SignItem Item = new([1], false, [], false);

    [Fact]
    public async Task An_agent_does_only_what_it_is_granted_and_every_refusal_is_an_event()
    {
        var key = await fixture.CreateAsync(KeyAlgorithms.MlDsa44, spec => spec with
        {
            Grants = [new(GranteeKind.Subject, "agent", "https://issuer", [KeyOperation.Verify])],
        });
        var signature = (await key.SignAsync([1])).Bytes!;

        Assert.True(Assert.Single(await key.Service.VerifyAsync(Agent, [new([1], false, [], signature, null)])).Valid);
        await RefusedAsync(() => key.Service.SignAsync(Agent, [Item], null));
        await RefusedAsync(() => key.Service.VerifyAsync(Agent with { Issuer = "https://other" }, [new([1], false, [], signature, null)]));

        var denied = fixture.Events.Of(SecurityEventType.AuthorizationDenied).Where(e => e.ResourceId == key.Name.ToString()).ToList();
        Assert.Equal([("Sign", "agent"), ("Verify", "agent")], denied.Select(e => (e.StatusDetail, e.Actor?.Subject)));
    }

    [Theory]
    [InlineData(Roles.Operator, false, false)]
    [InlineData(Roles.Auditor, false, true)]
    [InlineData(Roles.Admin, true, true)]
    public async Task Roles_use_keys_as_the_rules_say(string role, bool signs, bool verifies)
    {
        var key = await fixture.CreateAsync(KeyAlgorithms.MlDsa44);
        var signature = (await key.SignAsync([1])).Bytes!;
        var caller = Agent with { Roles = [role] };
        await AssertAsync(signs, () => key.Service.SignAsync(caller, [Item], null));
        await AssertAsync(verifies, () => key.Service.VerifyAsync(caller, [new([1], false, [], signature, null)]));
    }

    [Fact]
    public async Task Another_tenants_key_is_not_found_whether_it_exists_or_not_and_the_attempt_is_an_event()
    {
        var key = await fixture.CreateAsync(KeyAlgorithms.MlDsa44);
        var stranger = KeyUseFixture.Admin with { Tenant = "other" };
        var e = await Assert.ThrowsAsync<DunesException>(() => key.Service.SignAsync(stranger, [Item], null));
        var missing = await Assert.ThrowsAsync<DunesException>(() => (key with { Name = new("t", "missing") }).Service.SignAsync(stranger, [Item], null));
        Assert.Equal(("DUNES-KEY-002", ErrorKind.NotFound), (e.Code, e.Kind));
        Assert.Equal(("DUNES-KEY-002", ErrorKind.NotFound), (missing.Code, missing.Kind));
        Assert.Contains(fixture.Events.Of(SecurityEventType.AuthorizationDenied), denied => denied.ResourceId == key.Name.ToString() && denied.Actor?.Tenant == "other");
        Assert.Equal("DUNES-KEY-002", (await Assert.ThrowsAsync<DunesException>(
            () => (key with { Name = new("t", "missing") }).Service.SignAsync(KeyUseFixture.Admin, [Item], null))).Code);
    }

    [Fact]
    public async Task The_clusters_own_keys_are_used_by_nobody_else()
    {
        var system = new TestKey(fixture.Silo.Grains, KeyName.Documents);
        await RefusedAsync(() => system.Service.SignAsync(KeyUseFixture.Admin, [Item], null));

        var sealing = new TestKey(fixture.Silo.Grains, KeyName.ContextSealing("t"));
        await sealing.Life.EnsureAsync(new KeySpec { Algorithm = KeyAlgorithms.Dc2k1 });
        await RefusedAsync(() => sealing.EncryptAsync([1]));
        await RefusedAsync(() => sealing.Service.GetMessageKeyAsync(KeyUseFixture.Admin, null, [], []));
    }

    [Fact]
    public async Task Data_keys_without_plaintext_and_message_keys_need_rights_of_their_own()
    {
        var key = await fixture.CreateAsync(KeyAlgorithms.Dc2k1, spec => spec with
        {
            Grants = [new(GranteeKind.Client, "bot", null, [KeyOperation.GenerateSealedDataKey, KeyOperation.Encrypt])],
        });
        Assert.Single(await key.Service.GenerateDataKeysAsync(Agent, 1, [], [], withPlaintext: false));
        await RefusedAsync(() => key.Service.GenerateDataKeysAsync(Agent, 1, [], [], withPlaintext: true));
        var messageKey = await key.Service.GetMessageKeyAsync(Agent, null, [], []);
        await RefusedAsync(() => key.Service.GetMessageKeyAsync(Agent, messageKey.Prefix, [], []));
    }

    private static Task AssertAsync(bool allowed, Func<Task> call) => allowed ? call() : RefusedAsync(call);

    private static async Task RefusedAsync(Func<Task> call)
    {
        var e = await Assert.ThrowsAsync<DunesException>(call);
        Assert.Equal(("DUNES-KEY-010", ErrorKind.Forbidden), (e.Code, e.Kind));
    }
}

using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Gateway.Api.Maml;
using Dunes.Maml;
using Microsoft.Extensions.Time.Testing;

namespace Dunes.Gateway.Tests.Api.Maml;

/// <summary>Signing and verification of documents, in front of scripted keys that sign for real.</summary>
public sealed class MamlDocumentsTests
{
    private const string Text = "---\ntype: report\nx: 1\n---\n# Title\n";
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Principal Alice = new("t1", "i", "alice", "c", [Roles.Agent]);
    private static readonly Principal Bob = Alice with { Subject = "bob" };

    private readonly Dictionary<string, ScriptedKey> keys = [];
    private readonly FakeTimeProvider time = new(Start);
    private readonly DocumentSigner signer;
    private readonly DocumentVerifier verifier;

    public MamlDocumentsTests()
    {
        var cluster = ScriptedGrain.Create<IClusterClient>((method, arguments) => Grain(method.ReturnType, (string)arguments[0]!));
        signer = new DocumentSigner(cluster, time);
        verifier = new DocumentVerifier(new SignerCheck(cluster));
        Add("t1/reports");
        time.Advance(TimeSpan.FromHours(1));
    }

    private ScriptedKey Key => keys["t1/reports"];

    [Fact]
    public async Task A_signed_document_verifies_here_and_offline()
    {
        Key.Rotate(Start);
        var signed = await signer.SignAsync(Alice, Text, "reports");
        Assert.Equal(("t1/reports", 2), (signed.KeyName, signed.KeyVersion));
        Assert.True(MamlSignature.Verify(Parse(signed.Document), Key.Versions[1].PublicKey).Valid);

        var answer = await VerifyAsync(signed.Document);
        Assert.True(answer.Valid, answer.Reason);
        Assert.Equal(("t1/reports", 2, time.GetUtcNow()), (answer.KeyName, answer.KeyVersion, answer.SignedAt));
        Assert.Empty(answer.Notes);
        Assert.Equal(1, Key.Verifications);
    }

    [Fact]
    public async Task Signing_again_replaces_the_signature()
    {
        var first = await signer.SignAsync(Alice, Text, "reports");
        Key.Rotate(Start);
        var second = await signer.SignAsync(Alice, first.Document, "reports");
        Assert.Equal(2, (await VerifyAsync(second.Document)).KeyVersion);
        Assert.Equal(Parse(first.Document).FrontMatter.Count, Parse(second.Document).FrontMatter.Count);
    }

    [Fact]
    public async Task What_is_wrong_with_a_document_is_said_exactly()
    {
        var signed = (await signer.SignAsync(Alice, Text, "reports")).Document;
        Assert.Equal("DUNES-MAML-021", (await VerifyAsync(Text)).Code);
        Assert.Equal("DUNES-MAML-101", (await VerifyAsync(signed + "more")).Code);
        Assert.Equal("DUNES-MAML-102", (await VerifyAsync(signed.Replace("x: 1", "x: 2"))).Code);
        Assert.Equal("DUNES-MAML-103", (await VerifyAsync(signed.Replace("x: 1", "x: 2") + "more")).Code);
        Assert.Equal("DUNES-MAML-022", (await VerifyAsync(signed.Replace("ML-DSA-44", "RSA"))).Code);
        var unreadable = await VerifyAsync("---\na: b\na: c\n---\n");
        Assert.Equal(new MamlFault("DUNES-MAML-007", 3, "", "The key 'a' occurs twice."), Assert.Single(unreadable.Errors));
        Assert.Equal("DUNES-MAML-001", (await VerifyAsync("---\n---\n\ud800")).Code);
        Assert.Equal(0, Key.Verifications);
    }

    [Fact]
    public async Task A_key_that_is_not_known_or_is_another_tenants_is_unknown()
    {
        Add("t2/reports");
        Add("$system/context-heads");
        foreach (var keyId in new[] { "t1/other", "t2/reports", "$system/context-heads", "$system/other", "key-1", "t1/reports#1" })
            Assert.Equal("DUNES-MAML-105", (await VerifyAsync(Sign(keyId, time.GetUtcNow(), 1))).Code);
    }

    [Fact]
    public async Task A_document_in_the_name_of_a_key_that_did_not_sign_it_is_refused()
    {
        Add("t1/mine");
        var forged = keys["t1/mine"];
        // Signed in due form by another key that says it was this one.
        var prepared = MamlSignature.PrepareForSigning(Parse(Text), "ML-DSA-44", forged.Versions[0].PublicKey!, "t1/reports", time.GetUtcNow(), 1);
        var text = Written(MamlSignature.Attach(
            prepared, "ML-DSA-44", forged.Versions[0].PublicKey!, "t1/reports", time.GetUtcNow(), forged.Sign(1, MamlSignature.SignedBytes(prepared), MamlSignature.Context.ToArray()), 1));
        Assert.True(MamlSignature.Verify(Parse(text), null).Valid);
        Assert.Equal("DUNES-MAML-024", (await VerifyAsync(text)).Code);
    }

    [Fact]
    public async Task A_version_is_found_without_its_number_however_old_it_is()
    {
        for (var i = 0; i < 2500; i++)
            Key.Versions.Add(Key.Versions[0] with { Version = i + 2, PublicKey = [1] });
        Key.Info = Key.Info with { CurrentVersion = 2501, Versions = [.. Key.Versions.TakeLast(20)] };
        var found = await VerifyAsync(Sign("t1/reports", time.GetUtcNow(), version: 1, numbered: false));
        Assert.True(found.Valid, found.Reason);
        Assert.Equal(1, found.KeyVersion);

        Key.Change(1, version => version with { PublicKey = [2] });
        Assert.Equal("DUNES-MAML-024", (await VerifyAsync(Sign("t1/reports", time.GetUtcNow(), version: 1, numbered: false))).Code);
    }

    [Fact]
    public async Task The_state_of_the_key_at_the_time_of_signing_decides()
    {
        Key.Rotate(Start);
        var signed = (await signer.SignAsync(Alice, Text, "reports")).Document;
        var signedAt = time.GetUtcNow();

        // A version that is disabled.
        Key.Change(2, version => version with { State = KeyState.Disabled, DisabledAt = signedAt.AddTicks(1) });
        var since = await VerifyAsync(signed);
        Assert.True(since.Valid, since.Reason);
        Assert.Contains("disabled since", Assert.Single(since.Notes));
        Key.Change(2, version => version with { DisabledAt = signedAt });
        Assert.Equal("DUNES-MAML-106", (await VerifyAsync(signed)).Code);
        Key.Change(2, version => version with { DisabledAt = null });
        Assert.Equal("DUNES-MAML-106", (await VerifyAsync(signed)).Code);
        Key.Change(2, version => version with { State = KeyState.PendingDeletion, DisabledAt = signedAt.AddDays(-1) });
        Assert.Equal("DUNES-MAML-106", (await VerifyAsync(signed)).Code);
        Key.Change(2, version => version with { State = KeyState.Enabled, DisabledAt = null });
        Assert.True((await VerifyAsync(signed)).Valid);

        // A key that is disabled: its service refuses, and yet it has signed.
        Key.Info = Key.Info with { State = KeyState.Disabled, DisabledAt = signedAt.AddSeconds(1) };
        Assert.True((await VerifyAsync(signed)).Valid);
        Key.Info = Key.Info with { DisabledAt = signedAt };
        Assert.Equal("DUNES-MAML-106", (await VerifyAsync(signed)).Code);
        Key.Info = Key.Info with { State = KeyState.Enabled, DisabledAt = null };

        // A version that was not there yet, but for the clocks' difference.
        Assert.Equal("DUNES-MAML-107", (await VerifyAsync(Sign("t1/reports", Start.AddMinutes(-2), 2))).Code);
        Assert.True((await VerifyAsync(Sign("t1/reports", Start.AddSeconds(-30), 2))).Valid);

        // A version that must not verify any more, and one that is destroyed.
        var old = Sign("t1/reports", signedAt, 1);
        Key.Info = Key.Info with { MinDecryptionVersion = 2 };
        Assert.Equal("DUNES-MAML-112", (await VerifyAsync(old)).Code);
        Key.Info = Key.Info with { MinAvailableVersion = 2 };
        Assert.Equal("DUNES-MAML-108", (await VerifyAsync(old)).Code);
        Key.Change(2, version => version with { State = KeyState.Destroyed, PublicKey = null });
        Assert.Equal("DUNES-MAML-108", (await VerifyAsync(signed)).Code);
    }

    [Fact]
    public async Task A_signature_without_its_time_cannot_be_judged()
    {
        var unsigned = MamlSignature.PrepareForSigning(Parse(Text), "ML-DSA-44", Key.Versions[0].PublicKey!, "t1/reports", Start, 1);
        unsigned.FrontMatter["signed_at"] = "yesterday";
        unsigned.FrontMatter["signature"] = Convert.ToBase64String(Key.Sign(1, MamlSignature.SignedBytes(unsigned), ServiceContext()));
        Assert.Equal("DUNES-MAML-110", (await VerifyAsync(Written(unsigned))).Code);
    }

    [Fact]
    public async Task Rights_on_the_key_are_the_key_services()
    {
        var signed = (await signer.SignAsync(Alice, Text, "reports")).Document;
        Assert.Equal(ErrorKind.Forbidden, (await Assert.ThrowsAsync<DunesException>(() => signer.SignAsync(Bob, Text, "reports"))).Kind);
        Assert.Equal(ErrorKind.Forbidden, (await Assert.ThrowsAsync<DunesException>(() => verifier.VerifyAsync(Bob, signed, null))).Kind);
        Key.Verifiers.Add("bob");
        Assert.True((await verifier.VerifyAsync(Bob, signed, null)).Valid);
        Assert.Equal(ErrorKind.Forbidden, (await Assert.ThrowsAsync<DunesException>(() => signer.SignAsync(Bob, Text, "reports"))).Kind);
        Assert.Equal("DUNES-MAML-105", (await verifier.VerifyAsync(Bob with { Tenant = "t2" }, signed, null)).Code);
    }

    [Fact]
    public async Task A_key_for_something_else_signs_no_documents_and_says_so_only_to_those_who_may_know_it()
    {
        Key.Info = Key.Info with { Spec = Key.Info.Spec with { Purpose = "general" } };
        Assert.Equal("DUNES-MAML-109", (await Assert.ThrowsAsync<DunesException>(() => signer.SignAsync(Alice, Text, "reports"))).Code);
        Assert.Equal(ErrorKind.Forbidden, (await Assert.ThrowsAsync<DunesException>(() => signer.SignAsync(Bob, Text, "reports"))).Kind);
        Assert.Equal("DUNES-MAML-109", (await VerifyAsync(Sign("t1/reports", time.GetUtcNow(), 1))).Code);
        Assert.Equal("DUNES-KEY-001", (await Assert.ThrowsAsync<DunesException>(() => signer.SignAsync(Alice, Text, "../reports"))).Code);
        Assert.Equal("DUNES-KEY-002", (await Assert.ThrowsAsync<DunesException>(() => signer.SignAsync(Alice, Text, "none"))).Code);
        Assert.Equal("DUNES-MAML-004", (await Assert.ThrowsAsync<DunesException>(() => signer.SignAsync(Alice, "no document", "reports"))).Code);
    }

    [Fact]
    public async Task The_clusters_own_documents_verify_for_those_who_may_see_its_key()
    {
        Add("$system/documents");
        var text = Sign("$system/documents", time.GetUtcNow(), 1, numbered: false);
        var answer = await VerifyAsync(text);
        Assert.True(answer.Valid, answer.Reason);
        Assert.Equal("$system/documents", answer.KeyName);
        await Assert.ThrowsAsync<DunesException>(() => verifier.VerifyAsync(Bob, text, null));
    }

    [Fact]
    public async Task The_schema_is_part_of_the_answer_when_schemas_are_given()
    {
        const string Schema = "---\ntype: schema\nid: report\nschema_version: 1\nfields:\n  - {name: x, type: integer, max: 0}\n  - {name: y, type: string, required: true}\n---\n";
        var signed = (await signer.SignAsync(Alice, Text.Replace("x: 1", "x: 1\nschema: report@1"), "reports")).Document;
        Assert.True((await VerifyAsync(signed)).Valid);

        var checkedAnswer = await verifier.VerifyAsync(Alice, signed, [Schema]);
        Assert.Equal("DUNES-MAML-122", checkedAnswer.Code);
        Assert.Equal([("DUNES-MAML-122", 1, "y"), ("DUNES-MAML-124", 3, "x")], checkedAnswer.Errors.Select(e => (e.Code, e.Line, e.Field)));
        var altered = await verifier.VerifyAsync(Alice, signed + "more", [Schema]);
        Assert.Equal(("DUNES-MAML-101", 2), (altered.Code, altered.Errors.Count));
        Assert.Equal("DUNES-MAML-121", (await verifier.VerifyAsync(Alice, signed, [])).Code);
        Assert.Equal("DUNES-MAML-120", (await verifier.VerifyAsync(Alice, signed, [Text])).Code);
        Assert.Equal("DUNES-MAML-004", (await verifier.VerifyAsync(Alice, signed, ["x"])).Code);
        Assert.True((await verifier.VerifyAsync(Alice, signed, [Schema.Replace("max: 0", "max: 1").Replace("true", "false")])).Valid);
    }

    private static byte[] ServiceContext() => Cryptography.Signatures.SigningContext.For("maml", MamlSignature.CallerContext);

    private static MamlDocument Parse(string text) => MamlDocument.Parse(System.Text.Encoding.UTF8.GetBytes(text));

    private static string Written(MamlDocument document) => System.Text.Encoding.UTF8.GetString(document.ToBytes());

    private Task<MamlVerifyAnswer> VerifyAsync(string text) => verifier.VerifyAsync(Alice, text, null);

    private void Add(string name) => keys[name] = new ScriptedKey(KeyName.Parse(name), Start);

    /// <summary>Signs with a key at any time, as the cluster does for its own key, and the key service for others. Unknown names get a key, too.</summary>
    private string Sign(string keyId, DateTimeOffset at, int version, bool numbered = true)
    {
        var key = keys.GetValueOrDefault(keyId) ?? Key;
        var publicKey = key.Versions[version - 1].PublicKey is { Length: > 2 } known ? known : new ScriptedKey(KeyName.Parse("t1/reports"), Start).Versions[0].PublicKey!;
        int? number = numbered ? version : null;
        var context = keyId.StartsWith('$') ? MamlSignature.Context.ToArray() : ServiceContext();
        var prepared = MamlSignature.PrepareForSigning(Parse(Text), "ML-DSA-44", publicKey, keyId, at, number);
        return Written(MamlSignature.Attach(prepared, "ML-DSA-44", publicKey, keyId, at, key.Sign(version, MamlSignature.SignedBytes(prepared), context), number));
    }

    private object Grain(Type type, string name)
    {
        if (keys.TryGetValue(name, out var key))
            return type == typeof(IKeyGrain) ? key.As<IKeyGrain>() : key.As<IKeyServiceGrain>();
        return ScriptedGrain.Create<IKeyGrain>((_, _) => Task.FromException<KeyInfo>(new DunesException("DUNES-KEY-002", ErrorKind.NotFound, "There is no such key.")));
    }
}

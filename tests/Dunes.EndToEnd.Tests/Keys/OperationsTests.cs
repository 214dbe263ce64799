using System.Text;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Signatures;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>
/// Every operation of <c>/v1/keys</c> and <c>/v1/random</c> through HTTP. Each answer is what the server's own OpenAPI document says, and what can be checked
/// without the server (signatures, the sizes of the standards) is checked without it.
/// </summary>
public sealed class OperationsTests(RunningServer running) : IClassFixture<RunningServer>
{
    private static readonly byte[] Message = Encoding.UTF8.GetBytes("Pay 100 to Alice");
    private static readonly byte[] Context = Encoding.UTF8.GetBytes("checkout");

    private KeysClient Admin => running.Admin;

    [Fact]
    public async Task Every_operation_answers_as_documented()
    {
        foreach (var algorithm in KeyAlgorithms.All.Where(KeyAlgorithms.Signs))
            await SignatureAsync(algorithm);
        await SealAsync();
        await SealDerivedAndConvergentAsync();
        await DataKeysAsync();
        await EncapsulateAsync(KeyAlgorithms.MlKem768);
        await EncapsulateAsync(KeyAlgorithms.MlKem1024);
        await MacAsync();
        await StatesAsync();
        await TransferAsync();
        await ListAsync();
        await SystemKeysAsync();
        Assert.Equal(48, (await Admin.PostAsync("v1/random", new { bytes = 48 })).Bytes("bytes").Length);
        await Admin.RefusedAsync(HttpMethod.Post, "v1/random", new { bytes = 65537 }, 400, "DUNES-KEY-065");
        await ReencryptAsync();

        var asked = Admin.Asked.Select(request => (request.Method, Path: Admin.Contract.TemplateOf(request.Method, "/" + request.Path)!)).Distinct();
        Assert.Equal(Admin.Contract.Operations.Where(IsOfKeys).Order(), asked.Where(IsOfKeys).Order());
    }

    private static bool IsOfKeys((string Method, string Path) operation) =>
        operation.Path.StartsWith("/v1/keys", StringComparison.Ordinal) || operation.Path.StartsWith("/v1/random", StringComparison.Ordinal);

    private async Task SignatureAsync(string algorithm)
    {
        var key = $"v1/keys/sign-{algorithm}";
        await Admin.CreateAsync($"sign-{algorithm}", algorithm, new { purpose = "payments" });
        var publicKey = (await Admin.GetAsync($"{key}/versions/1")).Bytes("publicKey");
        var fips = SigningContext.For("payments", Context);

        var signed = await Admin.PostAsync($"{key}/sign", new { message = Message, context = Context });
        var signature = signed.Bytes("signature");
        Assert.Equal(1, signed.Number("version"));
        Assert.True(SignatureScheme.Find(algorithm)!.Verify(publicKey, Message, signature, fips));
        Assert.True((await Admin.PostAsync($"{key}/verify", new { message = Message, context = Context, signature, version = 1 })).IsValid());
        Assert.False((await Admin.PostAsync($"{key}/verify", new { message = Message, signature })).IsValid());
        signature[^1] ^= 1;
        Assert.False((await Admin.PostAsync($"{key}/verify", new { message = Message, context = Context, signature })).IsValid());

        // A bad item fails alone, and each result has its item's name.
        var mixed = (await Admin.PostAsync($"{key}/sign", new
        {
            items = new object[]
            {
                new { reference = "first", message = Message, deterministic = true },
                new { reference = "bad", mu = new byte[63] },
                new { reference = "again", message = Message, deterministic = true },
                new { reference = "hedged", message = Message },
            },
        })).Results();
        Assert.Equal(["first", "bad", "again", "hedged"], mixed.Select(result => result.Text("reference")));
        Assert.Equal("DUNES-KEY-036", mixed[1].ErrorCode());
        Assert.Equal(mixed[0].Text("signature"), mixed[2].Text("signature"));
        Assert.NotEqual(mixed[0].Text("signature"), mixed[3].Text("signature"));
        var verified = (await Admin.PostAsync($"{key}/verify", new
        {
            items = new[] { mixed[0], mixed[2], mixed[3] }.Select(result => new { reference = result.Text("reference"), message = Message, signature = result.Bytes("signature") }),
        })).Results();
        Assert.Equal(["first", "again", "hedged"], verified.Select(result => result.Text("reference")));
        Assert.All(verified, result => Assert.True(result.IsValid()));

        if (SignatureScheme.Find(algorithm)!.HasExternalMu)
        {
            var mu = MlDsaMu.Compute(publicKey, Message, fips);
            var byMu = (await Admin.PostAsync($"{key}/sign", new { mu })).Bytes("signature");
            Assert.True((await Admin.PostAsync($"{key}/verify", new { message = Message, context = Context, signature = byMu })).IsValid());
            Assert.True((await Admin.PostAsync($"{key}/verify", new { mu, signature = byMu })).IsValid());
        }

        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/sign", new { context = Context }, 400, "DUNES-KEY-064");
        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/sign", new { message = Message, version = 2 }, 404, "DUNES-KEY-003");
        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/encrypt", new { plaintext = Message }, 400, "DUNES-KEY-007");
    }

    private async Task SealAsync()
    {
        const string key = "v1/keys/seal";
        await Admin.CreateAsync("seal", KeyAlgorithms.Dc2k1);
        var message = (await Admin.PostAsync($"{key}/encrypt", new { plaintext = Message, associatedData = Context })).Text("ciphertext");
        Assert.StartsWith("dunes:v1:", message);
        Assert.Equal(Message, (await Admin.PostAsync($"{key}/decrypt", new { ciphertext = message, associatedData = Context })).Bytes("plaintext"));
        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/decrypt", new { ciphertext = message }, 400, "DUNES-SEAL-002");
        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/decrypt", new { ciphertext = "dunes:v1:AAAA" }, 400, "DUNES-SEAL-001");

        Assert.Equal(2, (await Admin.PostAsync($"{key}/rotate", new { expectedVersion = 1 })).Number("currentVersion"));
        var rewrapped = await Admin.PostAsync($"{key}/rewrap", new { ciphertext = message, associatedData = Context });
        Assert.Equal(2, rewrapped.Number("version"));
        Assert.StartsWith("dunes:v2:", rewrapped.Text("ciphertext"));
        Assert.Equal(1, (await Admin.PostAsync($"{key}/encrypt", new { plaintext = Message, version = 1 })).Number("version"));

        var opened = (await Admin.PostAsync($"{key}/decrypt", new
        {
            items = new object[]
            {
                new { reference = "old", ciphertext = message, associatedData = Context },
                new { reference = "wrong", ciphertext = message },
                new { reference = "new", ciphertext = rewrapped.Text("ciphertext"), associatedData = Context },
            },
        })).Results();
        Assert.Equal([1, 0, 2], opened.Select(result => result.Number("version")));
        Assert.Equal("DUNES-SEAL-002", opened[1].ErrorCode());
        Assert.Equal(Message, opened[0].Bytes("plaintext"));
        Assert.Equal(Message, opened[2].Bytes("plaintext"));
    }

    private async Task SealDerivedAndConvergentAsync()
    {
        await Admin.CreateAsync("derived", KeyAlgorithms.Dc2k1, new { sealing = "derived" });
        await Admin.RefusedAsync(HttpMethod.Post, "v1/keys/derived/encrypt", new { plaintext = Message }, 400, "DUNES-KEY-036");
        var message = (await Admin.PostAsync("v1/keys/derived/encrypt", new { plaintext = Message, context = Context })).Text("ciphertext");
        Assert.Equal(Message, (await Admin.PostAsync("v1/keys/derived/decrypt", new { ciphertext = message, context = Context })).Bytes("plaintext"));
        await Admin.RefusedAsync(HttpMethod.Post, "v1/keys/derived/decrypt", new { ciphertext = message, context = Message }, 400, "DUNES-SEAL-002");

        await Admin.CreateAsync("convergent", KeyAlgorithms.Dc2k1, new { sealing = "convergent" });
        var twice = (await Admin.PostAsync("v1/keys/convergent/encrypt", new { items = new[] { new { plaintext = Message }, new { plaintext = Message }, new { plaintext = Context } } })).Results();
        Assert.Equal(twice[0].Text("ciphertext"), twice[1].Text("ciphertext"));
        Assert.NotEqual(twice[0].Text("ciphertext"), twice[2].Text("ciphertext"));
    }

    private async Task DataKeysAsync()
    {
        const string key = "v1/keys/data";
        await Admin.CreateAsync("data", KeyAlgorithms.Dc2k1);
        var made = (await Admin.PostAsync($"{key}/data-keys", new { count = 3, associatedData = Context }))["dataKeys"]!.AsArray();
        Assert.Equal(3, made.Select(one => one!.Text("plaintext")).Distinct().Count());
        foreach (var one in made.Select(one => one!))
            Assert.Equal(one.Bytes("plaintext"), (await Admin.PostAsync($"{key}/decrypt", new { ciphertext = one.Text("ciphertext"), associatedData = Context })).Bytes("plaintext"));
        var wrapped = Assert.Single((await Admin.PostAsync($"{key}/data-keys", new { plaintext = false }))["dataKeys"]!.AsArray())!;
        Assert.Null(wrapped["plaintext"]);
        Assert.Equal(32, (await Admin.PostAsync($"{key}/decrypt", new { ciphertext = wrapped.Text("ciphertext") })).Bytes("plaintext").Length);

        var forFile = await Admin.PostAsync($"{key}/message-keys", new { associatedData = Context });
        Assert.Equal(84, forFile.Bytes("prefix").Length);
        var again = await Admin.PostAsync($"{key}/message-keys", new { prefix = forFile.Bytes("prefix"), associatedData = Context });
        Assert.Equal(forFile.Text("key"), again.Text("key"));
        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/message-keys", new { prefix = forFile.Bytes("prefix") }, 400, "DUNES-SEAL-002");
    }

    private async Task EncapsulateAsync(string algorithm)
    {
        var key = $"v1/keys/{algorithm}";
        await Admin.CreateAsync(algorithm, algorithm);
        var made = await Admin.PostAsync($"{key}/encapsulate");
        Assert.Equal(algorithm == KeyAlgorithms.MlKem768 ? 1088 : 1568, made.Bytes("ciphertext").Length);
        var ciphertext = made.Bytes("ciphertext");
        Assert.Equal(made.Text("sharedSecret"), (await Admin.PostAsync($"{key}/decapsulate", new { ciphertext, version = 1 })).Text("sharedSecret"));
        ciphertext[0] ^= 1;
        Assert.NotEqual(made.Text("sharedSecret"), (await Admin.PostAsync($"{key}/decapsulate", new { ciphertext })).Text("sharedSecret"));
        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/decapsulate", new { ciphertext = ciphertext[1..] }, 400, "DUNES-KEY-036");
        if (algorithm != KeyAlgorithms.MlKem1024)
            return;

        // What anybody sealed to the public key, without the server, and what the server seals to it.
        var publicKey = (await Admin.GetAsync($"{key}/versions/1")).Bytes("publicKey");
        var outside = Cryptography.Sealing.SealedText.Encode(KemMessage.Seal(publicKey, KemMessage.IdOf(publicKey), 1, Message, Context));
        var inside = (await Admin.PostAsync($"{key}/encrypt", new { plaintext = Message, associatedData = Context })).Text("ciphertext");
        foreach (var message in (string[])[outside, inside])
            Assert.Equal(Message, (await Admin.PostAsync($"{key}/decrypt", new { ciphertext = message, associatedData = Context })).Bytes("plaintext"));
    }

    private async Task MacAsync()
    {
        const string key = "v1/keys/mac";
        await Admin.CreateAsync("mac", KeyAlgorithms.HmacSha512);
        var mac = (await Admin.PostAsync($"{key}/mac", new { message = Message })).Bytes("mac");
        Assert.Equal(64, mac.Length);
        Assert.True((await Admin.PostAsync($"{key}/mac/verify", new { message = Message, mac })).IsValid());
        var results = (await Admin.PostAsync($"{key}/mac/verify", new { items = new[] { new { reference = "other", message = Context, mac }, new { reference = "same", message = Message, mac } } })).Results();
        Assert.Equal([false, true], results.Select(result => result.IsValid()));
    }

    private async Task StatesAsync()
    {
        const string key = "v1/keys/states";
        var created = await Admin.CreateAsync("states", KeyAlgorithms.Dc2k1, new
        {
            description = "For the test",
            tags = new { team = "shop" },
            rotation = new { period = "30.00:00:00", afterOperations = 1000 },
            limits = new { warnOperations = 10_000, maxOperations = 20_000 },
            grants = new[] { new { kind = "role", grantee = "agent", operations = new[] { "encrypt", "decrypt" } } },
        });
        Assert.Equal("enabled", created.Text("state"));
        Assert.NotNull(created["nextRotationAt"]);
        await Admin.RefusedAsync(HttpMethod.Post, "v1/keys", new { name = "states", algorithm = "DC2K-1" }, 409, "DUNES-KEY-011");
        await Admin.RefusedAsync(HttpMethod.Post, "v1/keys", new { name = "other", algorithm = "RSA" }, 400, "DUNES-KEY-004");
        await Admin.RefusedAsync(HttpMethod.Post, "v1/keys", new { name = "system", algorithm = "DC2K-1" }, 400, "DUNES-KEY-060");
        await Admin.RefusedAsync(HttpMethod.Get, "v1/keys/nobody", null, 404, "DUNES-KEY-002");

        var updated = await Admin.PatchAsync(key, new { description = "Changed", rotation = new { afterBytes = 1_000_000 } });
        Assert.Equal("Changed", updated["spec"]!.Text("description"));
        Assert.Null((string?)updated["nextRotationAt"]);
        var message = (await Admin.PostAsync($"{key}/encrypt", new { plaintext = Message })).Text("ciphertext");
        await Admin.PostAsync($"{key}/rotate", new { expectedVersion = 1 });
        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/rotate", new { expectedVersion = 1 }, 409, "DUNES-KEY-006");
        await Admin.PostAsync($"{key}/rotate", new { expectedVersion = 2 });

        await Admin.PostAsync($"{key}/disable", new { version = 1 });
        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/decrypt", new { ciphertext = message }, 409, "DUNES-KEY-030");
        await Admin.PostAsync($"{key}/enable", new { version = 1 });
        await Admin.PostAsync($"{key}/decrypt", new { ciphertext = message });
        Assert.Equal("disabled", (await Admin.PostAsync($"{key}/disable")).Text("state"));
        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/encrypt", new { plaintext = Message }, 409, "DUNES-KEY-030");
        await Admin.PostAsync($"{key}/enable");

        Assert.Equal("pendingDeletion", (await Admin.DeleteAsync(key)).Text("state"));
        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/decrypt", new { ciphertext = message }, 410, "DUNES-KEY-031");
        Assert.Equal("disabled", (await Admin.PostAsync($"{key}/undelete")).Text("state"));
        await Admin.PostAsync($"{key}/enable");
        await Admin.PostAsync($"{key}/decrypt", new { ciphertext = message });

        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/trim", new { minAvailableVersion = 2 }, 409, "DUNES-KEY-017");
        await Admin.PatchAsync(key, new { minEncryptionVersion = 3, minDecryptionVersion = 2 });
        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/decrypt", new { ciphertext = message }, 409, "DUNES-KEY-032");
        Assert.Equal(2, (await Admin.PostAsync($"{key}/trim", new { minAvailableVersion = 2 })).Number("minAvailableVersion"));
        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/decrypt", new { ciphertext = message }, 410, "DUNES-KEY-013");
        Assert.Equal([2, 3], (await Admin.GetAsync($"{key}/versions?from=1&limit=10"))["versions"]!.AsArray().Select(version => version!.Number("version")));

        await Admin.RefusedAsync(HttpMethod.Delete, $"{key}?version=3&days=0", null, 409, "DUNES-KEY-015");
        await Admin.DeleteAsync($"{key}?version=2&days=0");
        Assert.Equal("destroyed", (await Admin.DeleteAsync($"{key}?days=0")).Text("state"));
        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/encrypt", new { plaintext = Message }, 410, "DUNES-KEY-012");
        await Admin.RefusedAsync(HttpMethod.Post, "v1/keys", new { name = "states", algorithm = "DC2K-1" }, 409, "DUNES-KEY-011");
    }

    private async Task TransferAsync()
    {
        await Admin.CreateAsync("transport", KeyAlgorithms.MlKem1024);
        var recipientPublicKey = (await Admin.GetAsync("v1/keys/transport/versions/1")).Bytes("publicKey");
        await Admin.CreateAsync("leaving", KeyAlgorithms.MlDsa44, new { exportable = true });
        var signature = (await Admin.PostAsync("v1/keys/leaving/sign", new { message = Message })).Bytes("signature");
        var wrapped = (await Admin.PostAsync("v1/keys/leaving/export", new { recipientPublicKey })).Text("wrapped");
        await Admin.PostAsync("v1/keys/arrived/import", new { algorithm = "ML-DSA-44", wrappingKey = "transport", wrapped }, 201);
        Assert.True((await Admin.PostAsync("v1/keys/arrived/verify", new { message = Message, signature })).IsValid());
        await Admin.RefusedAsync(HttpMethod.Post, "v1/keys/arrived/export", new { recipientPublicKey }, 403, "DUNES-KEY-018");
        await Admin.RefusedAsync(HttpMethod.Post, "v1/keys/other/import", new { algorithm = "ML-DSA-65", wrappingKey = "transport", wrapped }, 400, "DUNES-KEY-020");

        var backup = (await Admin.PostAsync("v1/keys/leaving/backup")).Bytes("backup");
        await Admin.RefusedAsync(HttpMethod.Post, "v1/keys/leaving/restore", new { backup }, 409, "DUNES-KEY-011");
        await Admin.DeleteAsync("v1/keys/leaving?days=0");
        await Admin.RefusedAsync(HttpMethod.Post, "v1/keys/leaving/verify", new { message = Message, signature }, 410, "DUNES-KEY-012");
        await Admin.RefusedAsync(HttpMethod.Post, "v1/keys/leaving/restore", new { backup = (byte[])[.. backup[..^1], (byte)(backup[^1] ^ 1)] }, 400, "DUNES-KEY-021");
        await Admin.PostAsync("v1/keys/leaving/restore", new { backup }, 201);
        Assert.True((await Admin.PostAsync("v1/keys/leaving/verify", new { message = Message, signature })).IsValid());
    }

    private async Task ReencryptAsync()
    {
        await Admin.RefusedAsync(HttpMethod.Post, "v1/keys/seal/reencrypt", null, 400, "DUNES-KEY-070");

        // The key that the tenant's contexts are sealed with: made with the first of them, or before.
        await Admin.CreateAsync("context-sealing", KeyAlgorithms.Dc2k1);
        await Admin.PostAsync("v1/keys/context-sealing/rotate", new { expectedVersion = 1 });
        var started = await Admin.PostAsync("v1/keys/context-sealing/reencrypt", new { itemsPerSecond = 100 }, 202);
        Assert.Equal(2, started.Number("targetVersion"));
        Assert.Equal(2, (await Admin.GetAsync("v1/keys/context-sealing/reencrypt")).Number("targetVersion"));
    }

    private async Task ListAsync()
    {
        var names = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await Admin.GetAsync($"v1/keys?limit=4{(cursor.Length > 0 ? $"&cursor={Uri.EscapeDataString(cursor)}" : "")}");
            names.AddRange(page["keys"]!.AsArray().Select(key => key!.Text("name")));
            cursor = (string?)page["nextCursor"];
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Contains("seal", names);
        Assert.Contains("arrived", names);
        Assert.DoesNotContain("other", names);
        await Admin.RefusedAsync(HttpMethod.Get, "v1/keys?cursor=%21", null, 400, "DUNES-KEY-023");
    }

    private async Task SystemKeysAsync()
    {
        var heads = await Admin.GetAsync("v1/keys/system/context-heads");
        var version = heads.Number("currentVersion");
        Assert.Equal(version + 1, (await Admin.PostAsync("v1/keys/system/context-heads/rotate", new { expectedVersion = version })).Number("currentVersion"));
    }
}

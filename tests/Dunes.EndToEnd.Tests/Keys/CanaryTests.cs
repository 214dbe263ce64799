using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Dunes.Abstractions.Keys;
using Dunes.EndToEnd.Tests.Hosting;
using Dunes.Gateway.Identity;
using Microsoft.Data.Sqlite;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>
/// A server that logs everything it can, fed with secrets through every endpoint and on every way to an error: neither its logs, nor its metrics, nor the answers
/// that refuse, nor the audit trail, nor any file of its data directory holds one of them in any form.
/// </summary>
public sealed class CanaryTests
{
    private readonly List<Canary> canaries = [];
    private readonly StringBuilder refusals = new();

    [Fact]
    public async Task Secrets_are_nowhere_to_be_read()
    {
        var kek = Add(new Canary("KEK", RandomNumberGenerator.GetBytes(32)));
        var pin = Add(Canary.OfText("pin"));
        await using var server = await DunesProcess.StartAsync(
            new Dictionary<string, string>
            {
                ["Logging:LogLevel:Default"] = "Trace",
                ["Logging:LogLevel:Dunes"] = "Trace",
                ["Dunes:Logging:Json"] = "true",
                ["Dunes:RootKey:Environment:Variable"] = "TEST_KEK",
                ["TEST_KEK"] = Convert.ToBase64String(kek.Bytes),
                ["Dunes:RootKey:Pkcs11:Library"] = "/nonexistent/pkcs11.so",
                ["Dunes:RootKey:Pkcs11:TokenLabel"] = "token",
                ["Dunes:RootKey:Pkcs11:KeyLabel"] = "kek",
                ["Dunes:RootKey:Pkcs11:PinVariable"] = "TEST_PIN",
                ["TEST_PIN"] = Encoding.ASCII.GetString(pin.Bytes),
            },
            "--no-demo");
        var credential = Directory.GetFiles(server.DataDirectory).Single(file => Path.GetFileName(file) == LocalCredential.FileName);
        Add(new Canary("local credential", Encoding.ASCII.GetBytes((await File.ReadAllTextAsync(credential)).Trim())));
        var token = await server.TokenAsync("admin");
        AddToken("admin's token", token);
        using var admin = KeysClient.With(server, token, await KeysClient.ContractAsync(server));

        await UseAsync(admin);
        var stored = new Canary("control", (await admin.GetAsync("v1/keys/signing/versions/1")).Bytes("publicKey")[..256]);
        await ImportAsync(admin);
        await FailAsync(server, token);
        using var http = new HttpClient { BaseAddress = server.Url };
        var metrics = await http.GetStringAsync("metrics");
        Assert.Equal(0, await server.StopAsync());

        // It did log at the level that was asked for, in JSON.
        Assert.Contains("\"LogLevel\":\"Trace\"", server.Log);
        Assert.Contains("/v1/keys/sealing/encrypt", server.Log);
        Assert.Contains("DUNES-ROOT-033", server.Log);
        AssertClean("log", server.Log);
        AssertClean("metrics", metrics);
        AssertClean("answers that refuse", refusals.ToString());
        AssertClean("security log", SecurityRows(server));
        var isStoredFound = false;
        foreach (var file in Directory.GetFiles(server.DataDirectory, "*", SearchOption.AllDirectories).Where(file => file != credential))
        {
            var content = await File.ReadAllBytesAsync(file);
            isStoredFound |= stored.IsIn(content);
            Assert.Empty(canaries.Where(canary => canary.IsIn(content)).Select(canary => $"{canary.Name} in {Path.GetFileName(file)}"));
        }

        Assert.True(isStoredFound, "A public key is not found where it is stored: this test would find no secret either.");
    }

    /// <summary>Everything that takes a secret or gives one, with success.</summary>
    private async Task UseAsync(KeysClient admin)
    {
        await admin.CreateAsync("sealing", KeyAlgorithms.Dc2k1);
        await admin.CreateAsync("signing", KeyAlgorithms.MlDsa44, new { exportable = true });
        await admin.CreateAsync("kem", KeyAlgorithms.MlKem1024);
        await admin.CreateAsync("maml", KeyAlgorithms.MlDsa65, new { purpose = "maml" });
        var plaintext = Text("plaintext");
        var ciphertext = (await admin.PostAsync("v1/keys/sealing/encrypt", new { plaintext, associatedData = Text("aad") })).Text("ciphertext");
        await admin.RefusedAsync(HttpMethod.Post, "v1/keys/sealing/decrypt", new { ciphertext, associatedData = Text("wrong-aad") }, 400, "DUNES-SEAL-002");
        await admin.PostAsync("v1/keys/sealing/encrypt", new { items = new[] { new { plaintext = Text("batch"), reference = "r" } } });
        var toPublicKey = (await admin.PostAsync("v1/keys/kem/encrypt", new { plaintext = Text("kem-plaintext") })).Text("ciphertext");
        await admin.PostAsync("v1/keys/kem/decrypt", new { ciphertext = toPublicKey });
        await admin.PostAsync("v1/keys/signing/sign", new { message = Text("message"), context = Text("context") });
        await admin.PostAsync("v1/keys/signing/verify", new { message = Text("verified"), signature = new byte[2420] });
        await admin.PostAsync("v1/maml/sign", new { document = $"---\ntype: note\n---\n\n{Encoding.ASCII.GetString(Text("document"))}\n", key = "maml" });

        Add(new Canary("data key", (await admin.PostAsync("v1/keys/sealing/data-keys", new { }))["dataKeys"]![0]!.Bytes("plaintext")));
        Add(new Canary("message key", (await admin.PostAsync("v1/keys/sealing/message-keys", new { })).Bytes("key")));
        Add(new Canary("shared secret", (await admin.PostAsync("v1/keys/kem/encapsulate")).Bytes("sharedSecret")));
        Add(new Canary("random", (await admin.PostAsync("v1/random", new { bytes = 48 })).Bytes("bytes")));

        var recipientPublicKey = (await admin.GetAsync("v1/keys/kem/versions/1")).Bytes("publicKey");
        await admin.PostAsync("v1/keys/signing/export", new { recipientPublicKey });
        await admin.PostAsync("v1/keys/sealing/backup");
        await admin.PostAsync("v1/keys/sealing/rotate", new { expectedVersion = 1 });
        await admin.PostAsync("v1/keys/sealing/rewrap", new { ciphertext, associatedData = canaries.Single(canary => canary.Name == "aad").Bytes });
    }

    private async Task ImportAsync(KeysClient admin)
    {
        var publicKey = (await admin.GetAsync("v1/keys/kem/versions/1")).Bytes("publicKey");
        foreach (var secret in KnownSecret.NewOfEachKind())
        {
            foreach (var (name, bytes) in secret.Patterns())
                Add(new Canary(name, bytes));
            var body = new { algorithm = secret.Algorithm, wrappingKey = "kem", wrapped = secret.WrapTo(publicKey) };
            await admin.PostAsync($"v1/keys/{secret.Algorithm}/import", body, 201);
            await admin.RefusedAsync(HttpMethod.Post, $"v1/keys/other-{secret.Algorithm}/import", body with { algorithm = KeyAlgorithms.MlDsa87 }, 400, "DUNES-KEY-020");
        }

        // One that somebody forgot to wrap.
        var bare = Add(new Canary("bare secret", RandomNumberGenerator.GetBytes(256)));
        var sent = new { algorithm = KeyAlgorithms.Dc2k1, wrappingKey = "kem", wrapped = $"dunes:v1:{Base64Url.EncodeToString(bare.Bytes)}" };
        var (status, answer) = await admin.SendAsync(HttpMethod.Post, "v1/keys/bare/import", sent);
        Assert.Equal(400, status);
        refusals.AppendLine(answer.ToJsonString());
    }

    /// <summary>Requests that go wrong wherever they can, each with a secret in it.</summary>
    private async Task FailAsync(DunesProcess server, string token)
    {
        string Base64(string name) => Convert.ToBase64String(Text(name));
        string Plain(string name) => Encoding.ASCII.GetString(Text(name));
        foreach (var path in (string[])["sealing/encrypt", "sealing/decrypt", "sealing/rewrap", "sealing/data-keys", "sealing/message-keys", "signing/sign", "signing/verify", "kem/decapsulate", "other/import", "sealing/restore", "signing/export", "nobody/encrypt"])
        {
            foreach (var body in (string[])
            [
                $$"""{"plaintext":"{{Base64("cut-off")}}""",
                $$"""{"plaintext":"{{Base64("unknown-field")}}","plain":1}""",
                $$"""{"plaintext":"{{Plain("no-base64")}}!","message":"{{Plain("no-base64-message")}}!","ciphertext":"{{Plain("no-ciphertext")}}","wrapped":"{{Plain("no-wrapped")}}"}""",
                $$"""{"wrappingKey":"kem","algorithm":"{{Plain("algorithm")}}","wrapped":"dunes:v1:{{Base64("wrapped")}}","ciphertext":"dunes:v1:{{Base64("ciphertext")}}"}""",
                $$"""["{{Plain("array")}}"]""",
                Plain("no-json"),
            ])
            {
                await SendAsync(server, token, $"v1/keys/{path}", body, "application/json");
            }

            await SendAsync(server, token, $"v1/keys/{path}", $$"""{"plaintext":"{{Base64("content-type")}}"}""", "text/plain");
        }

        foreach (var name in (string[])["bad token", "no JWT"])
        {
            var bad = name == "bad token" ? token[..token.LastIndexOf('.')] + "." + Plain("bad-signature") : Plain("no-jwt");
            await SendAsync(server, bad, "v1/keys/sealing/encrypt", $$"""{"plaintext":"{{Base64("unauthenticated")}}"}""", "application/json");
        }

        var agent = await server.TokenAsync("agent");
        AddToken("agent's token", agent);
        await SendAsync(server, agent, "v1/keys/sealing/encrypt", $$"""{"plaintext":"{{Base64("forbidden")}}"}""", "application/json");
        await SendAsync(server, token, "v1/maml/sign", $$"""{"document":"{{Plain("no-document")}}","key":"nobody"}""", "application/json");
    }

    private async Task SendAsync(DunesProcess server, string token, string path, string body, string type)
    {
        using var http = new HttpClient { BaseAddress = server.Url };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode is >= 400 and < 500, $"{path} {body}: {response.StatusCode} {answer}");
        refusals.AppendLine(answer);
    }

    private byte[] Text(string name) => Add(Canary.OfText(name)).Bytes;

    // The signature is what makes a token good; the rest of it is public.
    private void AddToken(string name, string token) => Add(new Canary(name, Encoding.ASCII.GetBytes(token[(token.LastIndexOf('.') + 1)..][..64])));

    private Canary Add(Canary canary)
    {
        canaries.Add(canary);
        return canary;
    }

    private void AssertClean(string where, string text) =>
        Assert.Empty(canaries.Where(canary => canary.IsIn(text)).Select(canary => $"{canary.Name} in the {where}").Distinct());

    private static string SecurityRows(DunesProcess server)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(server.DataDirectory, "dunes.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM security_logs";
        using var reader = command.ExecuteReader();
        var rows = new StringBuilder();
        while (reader.Read())
        {
            for (var i = 0; i < reader.FieldCount; i++)
                rows.Append(reader.GetValue(i) is byte[] bytes ? Convert.ToHexStringLower(bytes) : reader.GetValue(i).ToString()).Append('\t');
            rows.AppendLine();
        }

        Assert.Contains("key.imported", rows.ToString());
        return rows.ToString();
    }
}

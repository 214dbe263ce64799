using System.Security.Cryptography;
using Dunes.EndToEnd.Tests.Hosting;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>The life of keys as somebody at a command line leads it: <c>dunes keys</c> against a real server, files and exit codes included.</summary>
public sealed class LifeCycleTests(RunningServer running) : IClassFixture<RunningServer>, IDisposable
{
    private const int LargeFile = 64 * 1024 * 1024;

    private readonly DirectoryInfo files = Directory.CreateTempSubdirectory("dunes-keys-");

    private DunesProcess Server => running.Server;

    public void Dispose() => files.Delete(recursive: true);

    [Fact]
    public async Task A_signing_key_signs_rotates_and_travels_under_another_name()
    {
        await OkAsync("create", "contracts", "--algorithm", "ML-DSA-65", "--exportable", "--description", "Contracts of the shop", "--tag", "team=shop");
        Assert.Contains("Contracts of the shop", await OkAsync("list"));
        var document = await WriteAsync("contract.txt", "The parties agree."u8.ToArray());
        var signature = Path("contract.sig");
        await OkAsync("sign", "contracts", "--in", document, "--out", signature);
        Assert.Equal("VALID key version 1", (await OkAsync("verify", "contracts", "--in", document, "--signature", signature)).Trim());

        var altered = await WriteAsync("altered.txt", "The parties agree!"u8.ToArray());
        (await RunAsync("verify", "contracts", "--in", altered, "--signature", signature)).Expect(20);

        await OkAsync("rotate", "contracts");
        Assert.Equal("VALID key version 1", (await OkAsync("verify", "contracts", "--in", document, "--signature", signature, "--version", "1")).Trim());
        (await RunAsync("verify", "contracts", "--in", document, "--signature", signature, "--version", "2")).Expect(20);

        await OkAsync("create", "transport", "--algorithm", "ML-KEM-1024");
        var publicKey = await WriteAsync("transport.pub", System.Text.Encoding.ASCII.GetBytes(await OkAsync("versions", "transport", "--version", "1", "--public-key")));
        var wrapped = Path("contracts.wrapped");
        await OkAsync("export", "contracts", "--version", "1", "--public-key", publicKey, "--out", wrapped);
        await OkAsync("import", "contracts-here", "--algorithm", "ML-DSA-65", "--wrapping-key", "transport", "--wrapped", wrapped);
        Assert.Equal("VALID key version 1", (await OkAsync("verify", "contracts-here", "--in", document, "--signature", signature)).Trim());

        // A secret of one's own, wrapped without the server.
        var seed = await WriteAsync("seed.bin", RandomNumberGenerator.GetBytes(32));
        await OfflineAsync("wrap", "--algorithm", "ML-DSA-44", "--seed", seed, "--public-key", publicKey, "--out", Path("seed.wrapped"));
        await OkAsync("import", "own", "--algorithm", "ML-DSA-44", "--wrapping-key", "transport", "--wrapped", Path("seed.wrapped"));
        await OkAsync("sign", "own", "--in", document, "--out", Path("own.sig"));
        await OkAsync("verify", "own", "--in", document, "--signature", Path("own.sig"));
    }

    [Fact]
    public async Task A_sealing_key_seals_texts_and_large_files_until_it_is_gone()
    {
        await OkAsync("create", "invoices", "--algorithm", "DC2K-1", "--rotation-period", "30d");
        var text = (await OkAsync("encrypt", "invoices", "--text", "4111-1111", "--aad", "customer-17")).Trim();
        Assert.Equal("4111-1111", (await OkAsync("decrypt", "invoices", "--text", text, "--aad", "customer-17")).Trim());
        (await RunAsync("decrypt", "invoices", "--text", text, "--aad", "customer-18")).Expect(20);

        var plain = await WriteAsync("2026.tar", RandomNumberGenerator.GetBytes(LargeFile));
        await OkAsync("encrypt", "invoices", "--in", plain, "--out", Path("2026.dunes"), "--aad", "archive");
        await OkAsync("rotate", "invoices");
        await OkAsync("decrypt", "invoices", "--in", Path("2026.dunes"), "--out", Path("2026.again"), "--aad", "archive");
        Assert.Equal(SHA256.HashData(await File.ReadAllBytesAsync(plain)), SHA256.HashData(await File.ReadAllBytesAsync(Path("2026.again"))));
        await AssertAlteredIsRefusedAsync();

        var rewrapped = (await OkAsync("rewrap", "invoices", "--text", text, "--aad", "customer-17")).Trim();
        Assert.StartsWith("dunes:v2:", rewrapped);
        Assert.Equal("4111-1111", (await OkAsync("decrypt", "invoices", "--text", rewrapped, "--aad", "customer-17")).Trim());

        await OkAsync("disable", "invoices");
        Assert.Contains("DUNES-KEY-030", (await RunAsync("decrypt", "invoices", "--text", text, "--aad", "customer-17")).Expect(1).Error);
        await OkAsync("enable", "invoices");

        Assert.Contains("to be destroyed", await OkAsync("delete", "invoices", "--days", "7"));
        Assert.Contains("DUNES-KEY-031", (await RunAsync("encrypt", "invoices", "--text", "more")).Expect(12).Error);
        await OkAsync("undelete", "invoices");
        await OkAsync("enable", "invoices");
        Assert.Equal("4111-1111", (await OkAsync("decrypt", "invoices", "--text", rewrapped, "--aad", "customer-17")).Trim());

        await OkAsync("update", "invoices", "--min-encryption-version", "2", "--min-decryption-version", "2");
        Assert.NotEqual(0, (await RunAsync("trim", "invoices", "--below", "2")).ExitCode);
        await OkAsync("trim", "invoices", "--below", "2", "--yes");
        Assert.Contains("DUNES-KEY-013", (await RunAsync("decrypt", "invoices", "--text", text, "--aad", "customer-17")).Expect(12).Error);
        Assert.Equal("4111-1111", (await OkAsync("decrypt", "invoices", "--text", rewrapped, "--aad", "customer-17")).Trim());
    }

    [Fact]
    public async Task A_backup_of_all_keys_opens_in_a_new_cluster_with_the_same_kek()
    {
        await using var old = await DunesProcess.StartAsync(null, "--no-demo");
        using var admin = await KeysClient.OfAsync(old, "admin");
        foreach (var (name, algorithm) in new[] { ("b.seal", "DC2K-1"), ("b.sign", "MLDSA65-Ed25519-SHA512"), ("b.mac", "HMAC-SHA-512"), ("b.kem", "ML-KEM-1024") })
            await admin.CreateAsync(name, algorithm);
        var message = (await admin.PostAsync("v1/keys/b.seal/encrypt", new { plaintext = "still here"u8.ToArray() })).Text("ciphertext");
        await admin.PostAsync("v1/keys/b.seal/rotate", new { expectedVersion = 1 });
        var toPublicKey = (await admin.PostAsync("v1/keys/b.kem/encrypt", new { plaintext = "here too"u8.ToArray() })).Text("ciphertext");
        var signature = (await admin.PostAsync("v1/keys/b.sign/sign", new { message = "m"u8.ToArray() })).Bytes("signature");
        var mac = (await admin.PostAsync("v1/keys/b.mac/mac", new { message = "m"u8.ToArray() })).Bytes("mac");
        var id = (await admin.GetAsync("v1/keys/b.seal")).Text("keyId");
        (await old.CliAsync("keys", "backup", "--all", "--out", Path("keys.ndjson"))).Expect(0);
        Assert.DoesNotContain("still here", await File.ReadAllTextAsync(Path("keys.ndjson")));
        var kek = Path("root.kek");
        File.Copy(System.IO.Path.Combine(old.DataDirectory, "root.kek"), kek);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(kek, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(0, await old.StopAsync());

        await using var anew = await DunesProcess.StartAsync(new Dictionary<string, string> { ["Dunes:RootKey:KekFile"] = kek }, "--no-demo");
        (await anew.CliAsync("keys", "restore", Path("keys.ndjson"))).Expect(0);
        using var restored = await KeysClient.OfAsync(anew, "admin");
        Assert.Equal("still here"u8.ToArray(), (await restored.PostAsync("v1/keys/b.seal/decrypt", new { ciphertext = message })).Bytes("plaintext"));
        Assert.Equal("here too"u8.ToArray(), (await restored.PostAsync("v1/keys/b.kem/decrypt", new { ciphertext = toPublicKey })).Bytes("plaintext"));
        Assert.True((await restored.PostAsync("v1/keys/b.sign/verify", new { message = "m"u8.ToArray(), signature })).IsValid());
        Assert.True((await restored.PostAsync("v1/keys/b.mac/mac/verify", new { message = "m"u8.ToArray(), mac })).IsValid());
        var key = await restored.GetAsync("v1/keys/b.seal");
        Assert.Equal(id, key.Text("keyId"));
        Assert.Equal(2, key.Number("currentVersion"));

        // Twice is too often, and a cluster with another KEK learns nothing.
        Assert.Contains("DUNES-KEY-011", (await anew.CliAsync("keys", "restore", Path("keys.ndjson"))).Expect(1).Output);
        Assert.Contains("FAILED", (await Server.CliAsync("keys", "restore", Path("keys.ndjson"))).Expect(1).Output);
        Assert.DoesNotContain("b.seal", await OkAsync("list"));
    }

    private async Task AssertAlteredIsRefusedAsync()
    {
        var message = Path("2026.dunes");
        await using (var file = File.Open(message, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = LargeFile / 2;
            var old = file.ReadByte();
            file.Position = LargeFile / 2;
            file.WriteByte((byte)(old ^ 1));
        }

        (await RunAsync("decrypt", "invoices", "--in", message, "--out", Path("2026.never"), "--aad", "archive")).Expect(20);
        Assert.False(File.Exists(Path("2026.never")));
    }

    private string Path(string name) => System.IO.Path.Combine(files.FullName, name);

    private async Task<string> WriteAsync(string name, byte[] content)
    {
        await File.WriteAllBytesAsync(Path(name), content);
        return Path(name);
    }

    private Task<CommandResult> RunAsync(params string[] command) => Server.CliAsync(["keys", .. command]);

    private async Task<string> OkAsync(params string[] command) => (await RunAsync(command)).Expect(0).Output;

    private static async Task OfflineAsync(params string[] command) => (await DunesCli.RunAsync(["keys", .. command])).Expect(0);
}

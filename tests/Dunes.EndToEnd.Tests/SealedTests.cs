using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dunes.EndToEnd.Tests.Hosting;

namespace Dunes.EndToEnd.Tests;

/// <summary>A server whose key encryption key is lost stays up, says so, and works again as soon as the key is back.</summary>
public sealed class SealedTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Without_its_kek_a_server_is_sealed_and_it_unseals_by_itself()
    {
        await using var server = await DunesProcess.StartAsync(null, "--no-demo");
        var path = Path.Combine(server.DataDirectory, "root.kek");
        using (var admin = await server.HttpAsync("admin"))
        {
            Assert.Equal(HttpStatusCode.Created, (await admin.PostAsJsonAsync("v1/keys", new { name = "orders", algorithm = "DC2K-1" })).StatusCode);
        }

        var ciphertext = await EncryptAsync(server, "remember me");
        Assert.Equal(0, await server.StopAsync());
        var hidden = path + ".hidden";
        File.Move(path, hidden);

        await server.StartAgainAsync();
        Assert.Contains("SEALED (DUNES-ROOT-001)", server.Output);
        // The log is written behind the message that the server is ready.
        await EventuallyAsync(() => Task.FromResult(server.Log.Contains("DUNES-ROOT-002", StringComparison.Ordinal)));
        using var http = await server.HttpAsync();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("health/live")).StatusCode);
        await EventuallyAsync(async () => (await http.GetAsync("health/startup")).StatusCode == HttpStatusCode.OK);
        await AssertSealedAsync(http, "DUNES-ROOT-002");
        var refused = await server.CliAsync("keys", "root", "status");
        Assert.Equal(10, refused.ExitCode);
        Assert.Contains("DUNES-ROOT-001", refused.Error);
        Assert.False(File.Exists(path));

        // Another KEK opens nothing; nor does the right one where others can read it.
        await File.WriteAllTextAsync(path, "dunes-cluster KEK v1: keep secret, back up, losing it loses all data\n" + Convert.ToBase64String(new byte[32]) + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await EventuallyAsync(async () => (await http.GetStringOrBodyAsync("health/ready")).Contains("DUNES-ROOT-006", StringComparison.Ordinal));
        await AssertSealedAsync(http, "DUNES-ROOT-006");

        File.Move(hidden, path, overwrite: true);
        await EventuallyAsync(async () => (await http.GetAsync("health/ready")).StatusCode == HttpStatusCode.OK);
        await EventuallyAsync(async () => (await server.CliAsync("keys", "root", "status")).ExitCode == 0);
        Assert.Equal("remember me", await DecryptAsync(server, ciphertext));
        Assert.Equal(0, await server.StopAsync());
    }

    [Fact]
    public async Task The_root_key_is_rotated_and_moved_to_another_provider_while_the_server_runs()
    {
        const string Variable = "DUNES_TEST_KEK";
        await using var server = await DunesProcess.StartAsync(
            new Dictionary<string, string> { [Variable] = Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()) }, "--no-demo");
        using (var admin = await server.HttpAsync("admin"))
            (await admin.PostAsJsonAsync("v1/keys", new { name = "orders", algorithm = "DC2K-1" })).EnsureSuccessStatusCode();
        var ciphertext = await EncryptAsync(server, "remember me");
        Assert.Equal(2, (await RootAsync(server, "rotate"))["versions"]!.AsArray().Count);
        Assert.Equal(0, await server.StopAsync());

        await server.StartAgainAsync(("Dunes:RootKey:Environment:Variable", Variable), ("Dunes:RootKey:KekFile", Path.Combine(server.DataDirectory, "root.kek")));
        Assert.All((await RootAsync(server, "add-provider", "environment"))["versions"]!.AsArray(), version => Assert.Equal(2, version!["wraps"]!.AsArray().Count));
        Assert.All((await RootAsync(server, "remove-provider", "file"))["versions"]!.AsArray(), version => Assert.Single(version!["wraps"]!.AsArray()));
        Assert.Equal(0, await server.StopAsync());

        File.Delete(Path.Combine(server.DataDirectory, "root.kek"));
        await server.StartAgainAsync();
        Assert.DoesNotContain("SEALED", server.Output);
        Assert.Equal("remember me", await DecryptAsync(server, ciphertext));
        var status = await server.CliAsync("keys", "root", "status", "--json");
        Assert.Equal(20, status.ExitCode);
        Assert.Contains("DUNES-ROOT-002", status.Expect(20).Output);
    }

    private static async Task<JsonNode> RootAsync(DunesProcess server, params string[] command) =>
        JsonNode.Parse((await server.CliAsync(["keys", "root", .. command, "--json"])).Expect(0).Output)!;

    private static async Task<string> EncryptAsync(DunesProcess server, string text)
    {
        using var admin = await server.HttpAsync("admin");
        var answer = await admin.PostAsJsonAsync("v1/keys/orders/encrypt", new { plaintext = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text)) });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ciphertext").GetString()!;
    }

    private static async Task<string> DecryptAsync(DunesProcess server, string ciphertext)
    {
        using var admin = await server.HttpAsync("admin");
        var answer = await admin.PostAsJsonAsync("v1/keys/orders/decrypt", new { ciphertext });
        answer.EnsureSuccessStatusCode();
        return System.Text.Encoding.UTF8.GetString((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("plaintext").GetBytesFromBase64());
    }

    private static async Task AssertSealedAsync(HttpClient http, string reason)
    {
        // Of a cluster that does not answer within two seconds readiness says only that.
        await EventuallyAsync(async () =>
        {
            using var ready = await http.GetAsync("health/ready");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            var text = await ready.Content.ReadAsStringAsync();
            return text.Contains("DUNES-ROOT-001", StringComparison.Ordinal) && text.Contains(reason, StringComparison.Ordinal);
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/keys/orders") { Headers = { Authorization = new("Bearer", "a.b.c") } };
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("DUNES-ROOT-001", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition())
            await Task.Delay(200, limit.Token);
    }
}

file static class HttpBody
{
    /// <summary>The body, whatever the status.</summary>
    public static async Task<string> GetStringOrBodyAsync(this HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        return await answer.Content.ReadAsStringAsync();
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dunes.EndToEnd.Tests.Hosting;
using Dunes.EndToEnd.Tests.Records;
using Dunes.EndToEnd.Tests.Wire;

namespace Dunes.EndToEnd.Tests;

/// <summary>Who is let in, by the shipped executable: what is refused is refused as RFC 6750 and RFC 9728 say, and each refusal is one event.</summary>
public sealed partial class AuthTests
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    // Clocks may differ by 30 seconds.
    private static readonly TimeSpan Expired = TimeSpan.FromSeconds(32.5);

    [Fact]
    public async Task A_token_that_is_not_good_is_refused_and_recorded_once()
    {
        await using var server = await DunesProcess.StartAsync(new Dictionary<string, string>(), "--no-demo");
        var url = server.Url.GetLeftPart(UriPartial.Authority);
        var brief = await server.TokenAsync("admin", "--lifetime", "1s");
        var briefSince = Stopwatch.GetTimestamp();
        var good = await server.TokenAsync("admin");
        using var http = new HttpClient { BaseAddress = server.Url };
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, good));
        var keys = await http.GetStringAsync(".well-known/jwks");

        await AssertRefusedAsync(server, http, null, "DUNES-AUTH-001");
        await AssertRefusedAsync(server, http, "garbage", "DUNES-AUTH-002");
        await AssertRefusedAsync(server, http, "a.b.c", "DUNES-AUTH-002");
        await AssertRefusedAsync(server, http, ForgedToken.Unsigned(good), "DUNES-AUTH-006");
        await AssertRefusedAsync(server, http, ForgedToken.SignedWithPublicKey(good, keys), "DUNES-AUTH-006");
        await AssertRefusedAsync(server, http, ForgedToken.SignedByAnotherKey(good), "DUNES-AUTH-007");
        foreach (var (claim, value) in new (string, JsonNode)[] { ("iss", "http://elsewhere/"), ("aud", "http://elsewhere"), ("role", "admin"), ("exp", 4_000_000_000) })
        {
            var changed = ForgedToken.WithOldSignature(brief, _ => { }, claims => claims[claim] = claim == "role" ? "auditor" : value.DeepClone());
            await AssertRefusedAsync(server, http, changed, "DUNES-AUTH-007");
        }

        if (Expired - Stopwatch.GetElapsedTime(briefSince) is { Ticks: > 0 } rest)
            await Task.Delay(rest);
        await AssertRefusedAsync(server, http, brief, "DUNES-AUTH-003");

        // What was refused opened nothing, and the good token is good as before.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, good));
        Assert.Contains(url, (await http.GetStringAsync(".well-known/oauth-protected-resource")));
    }

    [Fact]
    public async Task A_token_of_another_issuer_or_for_another_audience_is_refused()
    {
        await using var server = await DunesProcess.StartAsync(null, "--no-demo");
        await using var stranger = await DunesProcess.StartAsync(null, "--no-demo");
        var another = await stranger.TokenAsync("admin");

        // The same cluster under another host: the key is the same, the audience is not.
        Assert.Equal(0, await server.StopAsync());
        await server.StartAgainAsync(("Dunes:PublicUrl", "http://elsewhere.example/"));
        var elsewhere = await server.TokenAsync("admin");
        Assert.Equal(0, await server.StopAsync());
        await server.StartAgainAsync(("Dunes:PublicUrl", server.Url.AbsoluteUri));

        using var http = new HttpClient { BaseAddress = server.Url };
        var good = await server.TokenAsync("admin");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, good));
        await AssertRefusedAsync(server, http, another, "DUNES-AUTH-004");
        Assert.Equal(KeyId(good), KeyId(elsewhere));
        await AssertRefusedAsync(server, http, elsewhere, "DUNES-AUTH-005");
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string token)
    {
        using var response = await SendAsync(http, new HttpRequestMessage(HttpMethod.Get, "v1/contexts"), token);
        return response.StatusCode;
    }

    private static async Task AssertRefusedAsync(DunesProcess server, HttpClient http, string? token, string code)
    {
        foreach (var path in (string[])["v1/contexts", "mcp/http"])
        {
            var before = SecurityLog.Read(server, "auth.failure").Count;
            var request = path == "v1/contexts"
                ? new HttpRequestMessage(HttpMethod.Get, path)
                : new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Ping, Encoding.UTF8, "application/json") };
            using var response = await SendAsync(http, request, token);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal(code, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]);
            var challenge = Assert.Single(response.Headers.WwwAuthenticate);
            Assert.Equal("Bearer", challenge.Scheme);
            var parameters = Parameters().Matches(challenge.Parameter!).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value);
            Assert.Equal(token is not null, parameters.GetValueOrDefault("error") == "invalid_token");
            await AssertMetadataAsync(http, new Uri(parameters["resource_metadata"]), path);

            var events = await SecurityLog.ReadAsync(server, "auth.failure", before + 1);
            Assert.Equal(before + 1, events.Count);
            Assert.Equal(code, events[^1].Code);
        }
    }

    private static async Task AssertMetadataAsync(HttpClient http, Uri metadata, string path)
    {
        var document = JsonNode.Parse(await http.GetStringAsync(metadata))!;
        var origin = http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.Equal(path == "mcp/http" ? $"{origin}/mcp/http" : origin, (string?)document["resource"]);
        Assert.Equal(http.BaseAddress.AbsoluteUri, (string?)document["authorization_servers"]![0]);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, string? token)
    {
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        return http.SendAsync(request);
    }

    private static string KeyId(string token) =>
        (string)JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0]))!["kid"]!;

    [GeneratedRegex("(?<name>[a-z_]+)=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameters();
}

using System.Text;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Dunes.Gateway.Tests.Hosting;
using Dunes.Gateway.Tests.Mcp;

namespace Dunes.Gateway.Tests.Identity;

public sealed class BearerTests(GatewayFixture gateway)
{
    private const string Metadata = GatewayFixture.Origin + "/.well-known/oauth-protected-resource/mcp/demo";

    public static TheoryData<string, string> BadTokens => new()
    {
        { "missing", "DUNES-AUTH-001" },
        { "garbage", "DUNES-AUTH-002" },
        { "other type", "DUNES-AUTH-002" },
        { "expired", "DUNES-AUTH-003" },
        { "not yet valid", "DUNES-AUTH-003" },
        { "other issuer", "DUNES-AUTH-004" },
        { "other audience", "DUNES-AUTH-005" },
        { "alg none", "DUNES-AUTH-006" },
        { "hmac with the public key", "DUNES-AUTH-006" },
        { "other key", "DUNES-AUTH-007" },
        { "other key under the known id", "DUNES-AUTH-007" },
        { "changed claims", "DUNES-AUTH-007" },
        { "system tenant", "DUNES-AUTH-008" },
        { "malformed tenant", "DUNES-AUTH-008" },
        { "no subject", "DUNES-AUTH-008" },
    };

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_bad_token_is_401_with_a_challenge_and_one_event(string flaw, string code)
    {
        // Other tests fail in the same ways: of too many within a minute no single events are made.
        gateway.Time.Advance(TimeSpan.FromMinutes(1));
        var token = await MakeAsync(flaw);
        gateway.Events.Clear();

        using var response = await gateway.SendAsync(McpClient.Modern("echo"), token);

        Assert.Equal(401, (int)response.StatusCode);
        var challenge = Assert.Single(response.Headers.WwwAuthenticate);
        Assert.Equal("Bearer", challenge.Scheme);
        Assert.Contains($"resource_metadata=\"{Metadata}\"", challenge.Parameter);
        Assert.Equal(flaw != "missing", challenge.Parameter!.Contains("error=\"invalid_token\"", StringComparison.Ordinal));
        Assert.Contains(code, await response.Content.ReadAsStringAsync());
        var failure = Assert.Single(gateway.Events.DurableOf(SecurityEventType.AuthFailure));
        Assert.Equal(code, failure.StatusCode);
        Assert.Equal("127.0.0.1", failure.SourceIp);
        Assert.Empty(gateway.Events.Of(SecurityEventType.AuthSuccess));
        if (token.Length > 20)
            Assert.DoesNotContain(token[^20..], failure.ToString());
    }

    [Fact]
    public async Task A_good_token_is_recorded_once()
    {
        var token = await gateway.TokenAsync(subject: "erin");
        gateway.Events.Clear();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => Assert.Equal(200, await CallAsync(token))));

        var success = Assert.Single(gateway.Events.DurableOf(SecurityEventType.AuthSuccess));
        Assert.Equal("erin", success.Actor?.Subject);
        Assert.Empty(gateway.Events.Of(SecurityEventType.AuthFailure));
    }

    [Fact]
    public async Task The_cache_does_not_outlive_a_token()
    {
        var token = await gateway.TokenAsync(subject: "frank", lifetime: TimeSpan.FromMinutes(5));
        Assert.Equal(200, await CallAsync(token));

        gateway.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(29));
        Assert.Equal(200, await CallAsync(token));
        gateway.Time.Advance(TimeSpan.FromSeconds(1));

        gateway.Events.Clear();
        Assert.Equal(401, await CallAsync(token));
        Assert.Equal("DUNES-AUTH-003", Assert.Single(gateway.Events.DurableOf(SecurityEventType.AuthFailure)).StatusCode);
    }

    [Fact]
    public async Task A_token_that_resembles_a_cached_one_is_not_it()
    {
        var token = await gateway.TokenAsync(subject: "grace");
        Assert.Equal(200, await CallAsync(token));

        Assert.Equal(401, await CallAsync(token[..^1] + (token[^1] == 'A' ? 'B' : 'A') + "A"));
    }

    [Fact]
    public async Task Nobody_gets_in_while_it_cannot_be_recorded()
    {
        var known = await gateway.TokenAsync(subject: "heidi");
        Assert.Equal(200, await CallAsync(known));
        gateway.Events.IsUnavailable = true;
        try
        {
            using var refused = await gateway.SendAsync(McpClient.Modern("echo"), await gateway.TokenAsync(subject: "ivan"));
            Assert.Equal(503, (int)refused.StatusCode);
            Assert.Contains("DUNES-AUDIT-001", await refused.Content.ReadAsStringAsync());
            Assert.Equal(503, await CallAsync("garbage"));
            Assert.Equal(200, await CallAsync(known));
        }
        finally
        {
            gateway.Events.IsUnavailable = false;
        }
        Assert.Equal(200, await CallAsync(await gateway.TokenAsync(subject: "ivan")));
    }

    [Fact]
    public async Task A_flood_of_the_same_failure_is_counted()
    {
        gateway.Time.Advance(TimeSpan.FromMinutes(1));
        gateway.Events.Clear();
        for (var i = 0; i < 130; i++)
            Assert.Equal(401, await CallAsync("garbage"));

        Assert.Equal(100, gateway.Events.DurableOf(SecurityEventType.AuthFailure).Count);
        gateway.Time.Advance(TimeSpan.FromMinutes(1));
        var summary = Assert.Single(gateway.Events.Of(SecurityEventType.AuthFailure), e => e.StatusDetail!.StartsWith("30 more", StringComparison.Ordinal));
        Assert.Equal("DUNES-AUTH-002", summary.StatusCode);
    }

    [Fact]
    public async Task The_metadata_lead_to_the_issuer()
    {
        using var root = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/.well-known/oauth-protected-resource"), "");
        using var demo = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/.well-known/oauth-protected-resource/mcp/demo"), "");

        Assert.Equal(GatewayFixture.Origin, (string)(await McpClient.JsonAsync(root))["resource"]!);
        var json = await McpClient.JsonAsync(demo);
        Assert.Equal(GatewayFixture.Origin + "/mcp/demo", (string)json["resource"]!);
        Assert.Equal(GatewayFixture.Issuer, (string)json["authorization_servers"]![0]!);
    }

    private async Task<int> CallAsync(string token)
    {
        using var response = await gateway.SendAsync(McpClient.Modern("echo"), token);
        return (int)response.StatusCode;
    }

    private async Task<string> MakeAsync(string flaw)
    {
        var good = (await gateway.TokenAsync()).Split('.');
        var known = await gateway.IssuerKeyAsync();
        return flaw switch
        {
            "missing" => "",
            "garbage" => "abc.def",
            "other type" => await gateway.TokenAsync(type: "JWT"),
            "expired" => await gateway.TokenAsync(lifetime: TimeSpan.FromMinutes(-1), notBefore: TimeSpan.FromHours(-1)),
            "not yet valid" => await gateway.TokenAsync(notBefore: TimeSpan.FromMinutes(1)),
            "other issuer" => await gateway.TokenAsync(issuer: "http://other.test/"),
            "other audience" => await gateway.TokenAsync(audience: "http://other.test"),
            "alg none" => $"{Encode("""{"alg":"none","typ":"at+jwt"}""")}.{good[1]}.",
            "hmac with the public key" => Hmac(known.ECDsa.ExportSubjectPublicKeyInfo(), known.KeyId, good[1]),
            "other key" => await gateway.TokenAsync(key: GatewayFixture.NewKey()),
            "other key under the known id" => await gateway.TokenAsync(key: GatewayFixture.NewKey(known.KeyId)),
            "changed claims" => $"{good[0]}.{(await gateway.TokenAsync(Roles.Admin)).Split('.')[1]}.{good[2]}",
            "system tenant" => await gateway.TokenAsync(tenant: "$system"),
            "malformed tenant" => await gateway.TokenAsync(tenant: "a/b"),
            "no subject" => await gateway.TokenAsync(subject: ""),
            _ => throw new ArgumentOutOfRangeException(nameof(flaw)),
        };
    }

    private static string Hmac(byte[] key, string keyId, string payload)
    {
        var signed = $"{Encode($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{keyId}}"}""")}.{payload}";
        return $"{signed}.{System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Dunes.Gateway.Identity;
using Dunes.Gateway.Tests.Hosting;
using Dunes.Gateway.Tests.Mcp;
using Microsoft.IdentityModel.JsonWebTokens;
using Orleans.Runtime;

namespace Dunes.Gateway.Tests.Identity;

public sealed class IssuerTests(GatewayFixture gateway)
{
    [Fact]
    public async Task The_local_credential_buys_a_token_that_the_gateway_accepts()
    {
        gateway.Events.Clear();

        var json = await TokenAsync(200, ("role", "agent"), ("tenant", "t9"), ("subject", "cli"), ("lifetime", "600"));

        Assert.Equal("Bearer", (string)json["token_type"]!);
        var token = new JsonWebToken((string)json["access_token"]!);
        Assert.Equal("ES256", token.Alg);
        Assert.Equal("at+jwt", token.Typ);
        Assert.Equal(GatewayFixture.Issuer, token.Issuer);
        Assert.Equal([GatewayFixture.Origin], token.Audiences);
        Assert.Equal("cli", token.Subject);
        Assert.Equal("t9", token.GetClaim("tenant").Value);
        Assert.Equal("agent", token.GetClaim("role").Value);
        Assert.Equal(LocalCredential.ClientId, token.GetClaim("client_id").Value);
        Assert.Equal(gateway.Time.GetUtcNow().UtcDateTime.AddSeconds(600), token.ValidTo, TimeSpan.FromSeconds(2));
        Assert.Single(gateway.Events.DurableOf(SecurityEventType.AuthSuccess));
        using var response = await gateway.SendAsync(McpClient.Modern("echo"), (string)json["access_token"]!);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_resource_that_a_client_names_must_be_ours()
    {
        Assert.Equal("invalid_target", (string)(await TokenAsync(400, ("resource", "http://gateway.test.evil.example/mcp")))["error"]!);
        var token = new JsonWebToken((string)(await TokenAsync(200, ("resource", GatewayFixture.Origin + "/mcp/demo")))["access_token"]!);

        Assert.Equal([GatewayFixture.Origin], token.Audiences);
    }

    [Fact]
    public async Task The_issuers_key_is_made_once_and_outlives_its_activation()
    {
        var grain = gateway.Cluster.GetGrain<IIssuerGrain>(0);
        var keys = await grain.GetKeysAsync();

        await gateway.Cluster.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        Assert.Equal(keys.Select(k => k.Id), (await grain.GetKeysAsync()).Select(k => k.Id));
        Assert.DoesNotContain("PrivateKey", keys[0].ToString());
        using var ecdsa = System.Security.Cryptography.ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(Assert.Single(keys).PrivateKey, out _);
        Assert.Equal(256, ecdsa.KeySize);
    }

    [Fact]
    public async Task A_token_lasts_eight_hours_unless_asked_otherwise()
    {
        var token = new JsonWebToken((string)(await TokenAsync(200))["access_token"]!);

        Assert.Equal(gateway.Time.GetUtcNow().UtcDateTime.AddHours(8), token.ValidTo, TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData("role", "root")]
    [InlineData("tenant", "$system")]
    [InlineData("tenant", "")]
    [InlineData("subject", "a\nb")]
    [InlineData("lifetime", "86401")]
    [InlineData("lifetime", "0")]
    [InlineData("lifetime", "-5")]
    public async Task What_may_not_be_asked_is_refused(string parameter, string value)
    {
        var json = await TokenAsync(400, (parameter, value));

        Assert.Equal("invalid_request", (string)json["error"]!);
    }

    [Theory]
    [InlineData("dunes-local", "wrong")]
    [InlineData("someone", null)]
    public async Task A_wrong_credential_is_refused_and_recorded(string client, string? secret)
    {
        gateway.Events.Clear();

        var json = await TokenAsync(401, ("client_id", client), ("client_secret", secret ?? LocalCredential.ReadFrom(gateway.DataDirectory)!));

        Assert.Equal("invalid_client", (string)json["error"]!);
        var failure = Assert.Single(gateway.Events.DurableOf(SecurityEventType.AuthFailure));
        Assert.Equal("DUNES-AUTH-009", failure.StatusCode);
        Assert.StartsWith("local:", failure.StatusDetail);
    }

    [Fact]
    public async Task No_token_is_made_while_that_cannot_be_recorded()
    {
        gateway.Events.IsUnavailable = true;
        try
        {
            Assert.Contains("DUNES-AUDIT-001", (string)(await TokenAsync(503))["error_description"]!);
        }
        finally
        {
            gateway.Events.IsUnavailable = false;
        }
    }

    [Fact]
    public async Task The_credential_may_come_in_the_authorization_header()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"dunes-local:{LocalCredential.ReadFrom(gateway.DataDirectory)}")));

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Other_grants_are_refused() =>
        Assert.Equal("unsupported_grant_type", (string)(await TokenAsync(400, ("grant_type", "password")))["error"]!);

    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/oauth-authorization-server")]
    public async Task Discovery_names_the_public_url_whatever_host_is_asked(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = "evil.example";
        using var response = await gateway.Http.SendAsync(request);

        var json = await McpClient.JsonAsync(response);
        Assert.Equal(GatewayFixture.Issuer, (string)json["issuer"]!);
        Assert.Equal(GatewayFixture.Origin + "/connect/token", (string)json["token_endpoint"]!);
        Assert.Equal(GatewayFixture.Origin + "/.well-known/jwks", (string)json["jwks_uri"]!);
    }

    [Fact]
    public async Task The_key_set_shows_the_public_key_alone()
    {
        using var response = await gateway.Http.GetAsync("/.well-known/jwks");

        var key = Assert.Single((await McpClient.JsonAsync(response))["keys"]!.AsArray())!;
        Assert.Equal((await gateway.IssuerKeyAsync()).KeyId, (string)key["kid"]!);
        Assert.Equal("P-256", (string)key["crv"]!);
        Assert.Null(key["d"]);
    }

    [Fact]
    public void The_credentials_file_is_its_owners_alone()
    {
        var path = Path.Combine(gateway.DataDirectory, LocalCredential.FileName);

        Assert.Equal(43, File.ReadAllText(path).Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Every_start_has_another_credential()
    {
        var directory = Directory.CreateTempSubdirectory("dunes-credential").FullName;
        try
        {
            Assert.Null(LocalCredential.ReadFrom(directory));
            var first = new LocalCredential();
            first.WriteTo(directory);
            var secret = LocalCredential.ReadFrom(directory);
            Assert.True(first.Matches(secret));
            var second = new LocalCredential();
            second.WriteTo(directory);
            Assert.False(second.Matches(secret));
            Assert.True(second.Matches(LocalCredential.ReadFrom(directory)));
            Assert.Single(Directory.GetFiles(directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<JsonNode> TokenAsync(int status, params (string Name, string Value)[] parameters)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = LocalCredential.ClientId,
            ["client_secret"] = LocalCredential.ReadFrom(gateway.DataDirectory)!,
        };
        foreach (var (name, value) in parameters)
            form[name] = value;
        using var response = await gateway.Http.PostAsync("/connect/token", new FormUrlEncodedContent(form));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }
}

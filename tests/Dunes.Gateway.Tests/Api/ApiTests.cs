using System.Text;
using System.Text.Json.Nodes;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Dunes.Gateway.Tests.Hosting;

namespace Dunes.Gateway.Tests.Api;

public sealed class ApiTests(GatewayFixture gateway)
{
    private static readonly string Mine = ScriptedContextRecordGrain.IdOf("default");
    private static readonly string Theirs = ScriptedContextRecordGrain.IdOf("t2");

    public static TheoryData<string, string, string> Operations => new()
    {
        { "GET", "/v1/contexts", "operator auditor admin" },
        { "GET", $"/v1/contexts/{Mine}", "operator auditor admin" },
        { "POST", $"/v1/contexts/{Mine}/verify", "operator auditor admin" },
        { "POST", "/v1/contexts/verify", "operator auditor admin" },
        { "GET", $"/v1/contexts/{Mine}/entries", "auditor admin" },
        { "GET", $"/v1/contexts/{Mine}/entries/0/proof", "auditor admin" },
        { "GET", $"/v1/contexts/{Mine}/export", "auditor admin" },
        { "GET", "/v1/keys/system/context-heads", "operator auditor admin" },
        { "POST", "/v1/keys/system/context-heads/rotate", "operator admin" },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Each_role_does_what_it_may_and_no_more(string method, string path, string allowed)
    {
        foreach (var role in Roles.All)
        {
            gateway.Events.Clear();
            using var response = await gateway.SendAsync(Request(method, path), await gateway.TokenAsync(role));
            Assert.Empty((await gateway.ContractAsync()).Validate(method, path, (int)response.StatusCode, await response.Content.ReadAsStringAsync()));
            var isAllowed = allowed.Split(' ').Contains(role);
            Assert.True(isAllowed == (response.StatusCode == System.Net.HttpStatusCode.OK), $"{role}: {response.StatusCode}");
            Assert.Equal(isAllowed ? 0 : 1, gateway.Events.DurableOf(SecurityEventType.AuthorizationDenied).Count);
            if (!isAllowed)
                Assert.Equal("DUNES-AUTH-010", await CodeAsync(response));
        }
        using var anonymous = await gateway.SendAsync(Request(method, path), "");
        Assert.Equal(401, (int)anonymous.StatusCode);
        Assert.Equal("DUNES-AUTH-001", await CodeAsync(anonymous));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/entries")]
    [InlineData("/export")]
    public async Task Another_tenants_context_is_as_good_as_none(string operation)
    {
        foreach (var id in new[] { Theirs, "short" })
        {
            using var response = await gateway.SendAsync(Request("GET", $"/v1/contexts/{id}{operation}"), await gateway.TokenAsync(Roles.Admin));
            Assert.Equal(404, (int)response.StatusCode);
            Assert.Equal("DUNES-MCP-008", await CodeAsync(response));
        }
    }

    [Fact]
    public async Task Content_is_read_only_when_that_is_recorded()
    {
        var token = await gateway.TokenAsync(Roles.Auditor);
        gateway.Events.Clear();
        using var read = await gateway.SendAsync(Request("GET", $"/v1/contexts/{Mine}/entries?from=5&limit=7"), token);
        using var exported = await gateway.SendAsync(Request("GET", $"/v1/contexts/{Mine}/export?from=1&to=3"), token);

        var entry = JsonNode.Parse(await read.Content.ReadAsStringAsync())![0]!;
        Assert.Equal((5, 7), ((int)entry["seq"]!, (int)entry["keyVersion"]!));
        Assert.Equal("e30=", (string)entry["request"]!);
        Assert.Equal("1970-01-01T00:00:00+00:00", (string)entry["at"]!);
        Assert.Equal("---\nfrom: 1\nto: 3\n---\n", await exported.Content.ReadAsStringAsync());
        Assert.Equal("text/markdown", exported.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Mine, Assert.Single(gateway.Events.DurableOf(SecurityEventType.AuditRead)).ContextId);
        Assert.Equal(Mine, Assert.Single(gateway.Events.DurableOf(SecurityEventType.AuditExported)).ResourceId);

        gateway.Events.IsUnavailable = true;
        try
        {
            using var refused = await gateway.SendAsync(Request("GET", $"/v1/contexts/{Mine}/entries"), token);
            Assert.Equal(503, (int)refused.StatusCode);
            Assert.Equal("DUNES-AUDIT-001", await CodeAsync(refused));
        }
        finally
        {
            gateway.Events.IsUnavailable = false;
        }
    }

    [Fact]
    public async Task A_context_and_its_report_are_shown_in_camel_case_with_bytes_as_base64()
    {
        var token = await gateway.TokenAsync(Roles.Operator);
        using var shown = await gateway.SendAsync(Request("GET", $"/v1/contexts/{Mine}"), token);
        using var verified = await gateway.SendAsync(Request("POST", $"/v1/contexts/{Mine}/verify"), token);

        var context = JsonNode.Parse(await shown.Content.ReadAsStringAsync())!;
        Assert.Equal(("modern", "AQID"), ((string)context["era"]!, (string)context["root"]!));
        var report = JsonNode.Parse(await verified.Content.ReadAsStringAsync())!;
        Assert.False((bool)report["sound"]!);
        Assert.Equal("DUNES-CTX-103", (string)report["faults"]![0]!["code"]!);
    }

    [Fact]
    public async Task A_list_is_of_the_callers_tenant_and_paged()
    {
        using var response = await gateway.SendAsync(Request("GET", "/v1/contexts?cursor=c&limit=5"), await gateway.TokenAsync(Roles.Auditor, tenant: "t2"));

        Assert.Equal("t2 c 5", (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["cursor"]!);
    }

    [Theory]
    [InlineData("/v1/contexts?limit=101")]
    [InlineData("/v1/contexts?limit=0")]
    [InlineData("/v1/contexts?limit=x")]
    [InlineData("/v1/contexts/default____________________________________/entries?limit=501")]
    [InlineData("/v1/contexts/default____________________________________/entries?from=-1")]
    public async Task Numbers_out_of_their_limits_are_refused(string path)
    {
        using var response = await gateway.SendAsync(Request("GET", path), await gateway.TokenAsync(Roles.Admin));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("DUNES-API-001", await CodeAsync(response));
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/health/startup")]
    public async Task Health_needs_no_token(string path)
    {
        using var response = await gateway.Http.GetAsync(path);

        Assert.Equal(200, (int)response.StatusCode);
    }

    private static HttpRequestMessage Request(string method, string path) => new(new HttpMethod(method), path)
    {
        Content = method == "POST" ? new StringContent("{\"expectedVersion\":1}", Encoding.UTF8, "application/json") : null,
    };

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"];
}

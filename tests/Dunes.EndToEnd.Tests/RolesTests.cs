using System.Net;
using System.Net.Http.Json;
using Dunes.EndToEnd.Tests.Hosting;
using Dunes.EndToEnd.Tests.Records;
using Dunes.EndToEnd.Tests.Upstreams;
using Dunes.EndToEnd.Tests.Wire;

namespace Dunes.EndToEnd.Tests;

/// <summary>What each role may do, and that a session belongs to the one who opened it.</summary>
public sealed class RolesTests(BothUpstreams both) : IClassFixture<BothUpstreams>
{
    private static readonly string[] Inspect = ["v1/contexts", "v1/contexts/{0}", "v1/keys/context-sealing", "v1/keys/system/context-heads"];
    private static readonly string[] Content = ["v1/contexts/{0}/entries", "v1/contexts/{0}/entries/0/proof", "v1/contexts/{0}/export"];

    [Theory]
    [InlineData("agent", false, false, false)]
    [InlineData("operator", true, false, true)]
    [InlineData("auditor", true, true, false)]
    [InlineData("admin", true, true, true)]
    public async Task A_role_may_do_its_own_and_nothing_else(string role, bool inspects, bool reads, bool rotates)
    {
        using var agent = await both.Server.HttpAsync("agent");
        var session = await LegacySession.OpenAsync(agent, "http");
        using var auditor = await Auditor.OfAsync(both.Server);
        await auditor.VerifySignedAsync(session.Id);
        using var http = await both.Server.HttpAsync(role);
        var deniedBefore = SecurityLog.Read(both.Server, "authz.denied").Count;
        var denied = 0;

        foreach (var path in Inspect)
            await ExpectAsync(inspects, http.GetAsync(string.Format(path, session.Id)));
        await ExpectAsync(inspects, http.PostAsync($"v1/contexts/{session.Id}/verify", null));
        foreach (var path in Content)
            await ExpectAsync(reads, http.GetAsync(string.Format(path, session.Id)));
        var version = (await auditor.KeyAsync("context-sealing")).CurrentVersion;
        await ExpectAsync(rotates, http.PostAsJsonAsync("v1/keys/context-sealing/rotate", new { expectedVersion = version }));

        var calls = role is "agent" or "admin";
        if (calls)
        {
            var own = await LegacySession.OpenAsync(http, "http");
            Assert.Equal("hello", await own.EchoAsync("hello"));
        }
        else
        {
            var refused = await Assert.ThrowsAsync<McpErrorException>(() => LegacySession.OpenAsync(http, "http"));
            Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
            denied++;
        }

        Assert.Equal(deniedBefore + denied, (await SecurityLog.ReadAsync(both.Server, "authz.denied", deniedBefore + denied)).Count);

        async Task ExpectAsync(bool allowed, Task<HttpResponseMessage> request)
        {
            using var response = await request;
            Assert.True(
                response.StatusCode == (allowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden),
                $"{role}: {response.RequestMessage!.RequestUri!.PathAndQuery} {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
            if (allowed)
                return;
            denied++;

            // What a key's grants decide no other token's scope would change.
            if (response.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/v1/keys/context-sealing", StringComparison.Ordinal))
                Assert.Contains("DUNES-KEY-010", await response.Content.ReadAsStringAsync());
            else
                Assert.Contains("error=\"insufficient_scope\"", Assert.Single(response.Headers.WwwAuthenticate).Parameter);
        }
    }

    [Theory]
    [InlineData("mallory", "default")]
    [InlineData("alice", "elsewhere")]
    public async Task A_session_id_is_a_name_and_no_right(string subject, string tenant)
    {
        using var alice = await AgentAsync("alice", "default");
        using var mallory = await AgentAsync(subject, tenant);
        var session = await LegacySession.OpenAsync(alice, "http");
        var denied = SecurityLog.Read(both.Server, "authz.denied").Count;

        var refused = await Assert.ThrowsAsync<McpErrorException>(() => session.Through(mallory).EchoAsync("let me in"));
        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
        Assert.Equal(denied + 1, (await SecurityLog.ReadAsync(both.Server, "authz.denied", denied + 1)).Count);

        // An id that nobody has is refused in the same words, and is no event.
        var unknown = await Assert.ThrowsAsync<McpErrorException>(() => SessionOfNobody(mallory, session));
        Assert.Equal(
            Code(refused.Body),
            Code(unknown.Body));
        using var deletion = new HttpRequestMessage(HttpMethod.Delete, "mcp/http") { Headers = { { "Mcp-Session-Id", session.Id } } };
        Assert.Equal(HttpStatusCode.NotFound, (await mallory.SendAsync(deletion)).StatusCode);
        Assert.Equal("mine", await session.EchoAsync("mine"));
        using var auditor = await Auditor.OfAsync(both.Server);
        Assert.DoesNotContain("let me in", (await auditor.EntriesAsync(session.Id)).Select(entry => entry.Echoed()));
    }

    private static Task<string> SessionOfNobody(HttpClient http, LegacySession like) => like.Through(http).Named(new string('A', like.Id.Length)).EchoAsync("hello");

    private static string Code(string body) => (string)System.Text.Json.Nodes.JsonNode.Parse(body)!["error"]!["data"]!["code"]!;

    private async Task<HttpClient> AgentAsync(string subject, string tenant)
    {
        var http = new HttpClient { BaseAddress = both.Server.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await both.Server.TokenAsync("agent", "--subject", subject, "--tenant", tenant));
        return http;
    }
}

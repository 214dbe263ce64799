using System.Buffers.Text;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Dunes.Abstractions.Keys;
using Dunes.EndToEnd.Tests.Hosting;
using Dunes.EndToEnd.Tests.Records;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>Who may do what with a key, by the tokens of the shipped executable: every right against every role and against grants. Every refusal is one event.</summary>
public sealed class RightsTests(RightsTests.Fixture fixture) : IClassFixture<RightsTests.Fixture>
{
    private const string Denied = "DUNES-KEY-010";

    // Events of refused uses are stored behind the answer.
    private static readonly TimeSpan StoredWithin = TimeSpan.FromSeconds(60);

    private static readonly KeyOperation[] OfOperator = [KeyOperation.Describe, KeyOperation.Rotate, KeyOperation.Manage, KeyOperation.Delete, KeyOperation.Backup];

    private static readonly KeyOperation[] OfAuditor = [KeyOperation.Describe, KeyOperation.Verify, KeyOperation.VerifyMac];

    private DunesProcess Server => fixture.Server;

    [Fact]
    public void There_is_a_request_for_every_right() =>
        Assert.Equal(Enum.GetValues<KeyOperation>(), fixture.Operations.Select(operation => operation.Needs).Distinct().Order());

    [Theory]
    [InlineData("admin")]
    [InlineData("operator")]
    [InlineData("auditor")]
    [InlineData("agent")]
    public async Task A_role_may_do_its_own_and_nothing_else(string role)
    {
        KeyOperation[] allowed = role switch { "admin" => Enum.GetValues<KeyOperation>(), "operator" => OfOperator, "auditor" => OfAuditor, _ => [] };
        using var caller = await KeysClient.OfAsync(Server, role, "--subject", $"{role}-of-the-matrix");
        await AssertAsync(caller, operation => allowed.Contains(operation.Needs));
    }

    [Fact]
    public async Task A_grant_gives_its_operations_and_no_other()
    {
        using var agent = await KeysClient.OfAsync(Server, "agent", "--subject", "granted");
        var issuer = Claim(await Server.TokenAsync("agent"), "iss");
        foreach (var operation in Enum.GetValues<KeyOperation>())
        {
            await GrantAsync(operation, issuer, "granted");
            await AssertAsync(agent, guarded => guarded.Needs == operation, relevant: guarded => guarded.Needs == operation || operation is KeyOperation.Verify or KeyOperation.Encrypt);
        }

        // It is the subject's, not the role's; and it is over when it is taken.
        await GrantAsync(KeyOperation.Sign, issuer, "granted");
        using var other = await KeysClient.OfAsync(Server, "agent", "--subject", "another");
        await AssertAsync(other, _ => false);
        await GrantAsync(null, issuer, "granted");
        await AssertAsync(agent, _ => false);
    }

    [Fact]
    public async Task Only_what_may_be_described_is_listed()
    {
        await fixture.Admin.CreateAsync("listed", KeyAlgorithms.Dc2k1, new { grants = new[] { new { kind = "role", grantee = "agent", operations = new[] { "describe" } } } });
        await fixture.Admin.CreateAsync("unlisted", KeyAlgorithms.Dc2k1, new { grants = new[] { new { kind = "role", grantee = "agent", operations = new[] { "encrypt" } } } });
        using var agent = await KeysClient.OfAsync(Server, "agent", "--subject", "lister");
        Assert.Equal(["listed"], (await agent.GetAsync("v1/keys?limit=100"))["keys"]!.AsArray().Select(key => key!.Text("name")));
    }

    [Fact]
    public async Task Another_tenants_keys_do_not_exist()
    {
        using var stranger = await KeysClient.OfAsync(Server, "admin", "--tenant", "elsewhere");
        foreach (var operation in fixture.Operations.Where(operation => !operation.Path.EndsWith("/import", StringComparison.Ordinal) && !operation.Path.EndsWith("/restore", StringComparison.Ordinal)))
            await stranger.RefusedAsync(operation.Method, $"v1/keys/{operation.Path}", operation.Body, 404, "DUNES-KEY-002");
        Assert.Empty((await stranger.GetAsync("v1/keys"))["keys"]!.AsArray());

        // What is sealed there does not open under a key of the same name here.
        await stranger.CreateAsync("seal", KeyAlgorithms.Dc2k1);
        var here = (await fixture.Admin.PostAsync("v1/keys/seal/encrypt", new { plaintext = "ours"u8.ToArray() })).Text("ciphertext");
        await stranger.RefusedAsync(HttpMethod.Post, "v1/keys/seal/decrypt", new { ciphertext = here }, 400, "DUNES-SEAL-002");
        await stranger.DeleteAsync("v1/keys/seal?days=0");
        Assert.Equal("ours"u8.ToArray(), (await fixture.Admin.PostAsync("v1/keys/seal/decrypt", new { ciphertext = here })).Bytes("plaintext"));
    }

    [Fact]
    public async Task The_clusters_own_keys_are_used_by_nobody()
    {
        foreach (var path in (string[])["sign", "encrypt", "decrypt", "mac", "backup", "disable"])
        {
            using var http = await Server.HttpAsync("admin");
            using var response = await http.PostAsync($"v1/keys/system/context-heads/{path}", null);
            Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
        }

        await fixture.Admin.RefusedAsync(HttpMethod.Post, "v1/keys", new { name = KeyName.ContextSealing("default").Name, algorithm = KeyAlgorithms.HmacSha512 }, 400, "DUNES-KEY-024");
        using var agent = await Server.HttpAsync("agent");
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await agent.GetAsync("v1/keys/system/context-heads")).StatusCode);
        using var nobody = await Server.HttpAsync();
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await nobody.GetAsync("v1/keys/seal")).StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await nobody.PostAsync("v1/random", null)).StatusCode);
    }

    private async Task GrantAsync(KeyOperation? operation, string issuer, string grantee)
    {
        var grants = operation is { } given
            ? new[] { new { kind = "subject", grantee, issuer, operations = new[] { System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(given.ToString()) } } }
            : [];
        foreach (var key in (string[])["sign", "seal", "kem", "mac"])
            await fixture.Admin.PatchAsync($"v1/keys/{key}", new { grants });
    }

    private async Task AssertAsync(KeysClient caller, Func<GuardedOperation, bool> isAllowed, Func<GuardedOperation, bool>? relevant = null)
    {
        var before = Refusals();
        var expected = new List<string>();
        foreach (var operation in fixture.Operations.Where(relevant ?? (_ => true)))
        {
            var (status, answer) = await caller.SendAsync(operation.Method, $"v1/keys/{operation.Path}", operation.Body);
            var want = isAllowed(operation) ? operation.Status : 403;
            Assert.True(status == want, $"{operation.Method} {operation.Path}: {status} {answer.ToJsonString()} instead of {want}");
            if (want != 403)
                continue;
            Assert.Equal(Denied, answer.Text("code"));
            expected.Add(operation.Needs.ToString());
        }

        await AssertRecordedAsync(before, expected);
    }

    private async Task AssertRecordedAsync(IReadOnlyList<string> before, List<string> expected)
    {
        expected.Sort(StringComparer.Ordinal);
        var started = Stopwatch.GetTimestamp();
        while (Refusals().Count < before.Count + expected.Count && Stopwatch.GetElapsedTime(started) < StoredWithin)
            await Task.Delay(100);
        Assert.Equal(before.Concat(expected).Order(StringComparer.Ordinal), Refusals());
    }

    private IReadOnlyList<string> Refusals() =>
        [.. SecurityLog.Read(Server, "authz.denied").Where(refusal => refusal.Code == Denied).Select(refusal => refusal.Detail!).Order(StringComparer.Ordinal)];

    private static string Claim(string token, string name) => (string)JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))![name]!;

    /// <summary>A server with the keys.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        public DunesProcess Server { get; private set; } = null!;

        internal KeysClient Admin { get; private set; } = null!;

        internal IReadOnlyList<GuardedOperation> Operations { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            Server = await DunesProcess.StartAsync(null, "--no-demo");
            Admin = await KeysClient.OfAsync(Server, "admin");
            Operations = await GuardedKeys.CreateAsync(Admin);
        }

        public async ValueTask DisposeAsync()
        {
            Admin?.Dispose();
            if (Server is not null)
                await Server.DisposeAsync();
        }
    }
}

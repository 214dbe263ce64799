using System.Text.Json;
using System.Text.Json.Nodes;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Gateway.Tests.Hosting;

namespace Dunes.Gateway.Tests.Api.Keys;

public sealed class KeysApiTests(GatewayFixture gateway)
{
    private const string ShownKey =
        """
        {"tenant":"default","name":"k","keyId":"6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
         "spec":{"algorithm":"ML-DSA-65","rotation":{"period":"90.00:00:00","afterOperations":1000,"afterBytes":null},"purpose":"general","description":"","tags":{"Team":"a"},
                 "limits":{"warnOperations":1099511627776,"maxOperations":35184372088832},"sealing":"plain","exportable":false,
                 "grants":[{"kind":"subject","grantee":"alice","issuer":"https://issuer.test/","operations":["sign","verifyMac"]}]},
         "state":"pendingDeletion","destroyAt":"1970-01-01T00:00:00+00:00","disabledAt":null,"createdAt":"1970-01-01T00:00:00+00:00","nextRotationAt":null,
         "currentVersion":2,"minEncryptionVersion":1,"minDecryptionVersion":1,"minAvailableVersion":1,
         "versions":[{"version":1,"createdAt":"1970-01-01T00:00:00+00:00","publicKey":"AQI=","state":"enabled","destroyAt":null,"disabledAt":null,"operations":1099511627776,"bytes":0},
                     {"version":2,"createdAt":"1970-01-01T00:00:00+00:00","publicKey":"AQI=","state":"enabled","destroyAt":null,"disabledAt":null,"operations":1099511627776,"bytes":0}]}
        """;

    public static TheoryData<ErrorKind, int> Kinds => new()
    {
        { ErrorKind.Invalid, 400 }, { ErrorKind.Forbidden, 403 }, { ErrorKind.NotFound, 404 }, { ErrorKind.Conflict, 409 }, { ErrorKind.Gone, 410 },
        { ErrorKind.Exhausted, 429 }, { ErrorKind.Unavailable, 503 }, { ErrorKind.Unknown, 504 }, { ErrorKind.Upstream, 502 }, { ErrorKind.Integrity, 500 },
    };

    [Theory]
    [MemberData(nameof(KeyRoutes.All), MemberType = typeof(KeyRoutes))]
    public async Task A_request_is_the_grain_call_that_it_says(
        string method, string path, string? body, int status, string grain, string grainMethod, string arguments, string? expected)
    {
        KeyCalls.Clear();

        var answer = await gateway.CallAsync(method, path, body);

        Assert.True(status == answer.Status, answer.Body);
        var call = KeyCalls.Single;
        Assert.Equal((grain, grainMethod), (call.Grain, call.Method));
        Assert.Equal("alice", Assert.IsType<Principal>(call.Arguments[0]).Subject);
        AssertJson(arguments, JsonSerializer.Serialize(call.Arguments.Skip(1)));
        AssertJson(expected ?? ShownKey, answer.Body);
        Assert.Equal("no-store", answer.Response.Headers.CacheControl?.ToString());
        if (body is not null)
            Assert.Empty((await gateway.ContractAsync()).ValidateRequest(method, path, body));
        if (status is 201 or 202)
            Assert.Equal(status == 201 ? "/v1/keys/k" : "/v1/keys/k/reencrypt", answer.Response.Headers.Location?.OriginalString);
    }

    [Theory]
    [MemberData(nameof(KeyRoutes.All), MemberType = typeof(KeyRoutes))]
    public async Task Every_role_reaches_the_grain_and_a_stranger_does_not(
        string method, string path, string? body, int status, string grain, string grainMethod, string arguments, string? expected)
    {
        _ = (grain, grainMethod, arguments, expected);
        gateway.Events.Clear();
        foreach (var role in Roles.All)
            Assert.Equal(status, (await gateway.CallAsync(method, path, body, role)).Status);
        Assert.Empty(gateway.Events.Of(SecurityEventType.AuthorizationDenied));

        KeyCalls.Clear();
        var anonymous = await gateway.CallAsync(new HttpRequestMessage(new HttpMethod(method), path), "");
        Assert.Equal((401, "DUNES-AUTH-001"), (anonymous.Status, anonymous.Code));
        Assert.Equal(0, KeyCalls.Count);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_error_has_the_status_of_its_kind(ErrorKind kind, int status)
    {
        var code = KeyCalls.ErrorOf(kind).Code;
        var marked = Convert.ToBase64String([0xFF, (byte)kind]);
        string[] paths = ["/v1/keys/fails-{0}", "/v1/keys/fails-{0}/versions", "/v1/keys/fails-{0}/reencrypt"];
        foreach (var path in paths)
        {
            var whole = await gateway.CallAsync("GET", string.Format(path, kind));
            Assert.Equal((status, code), (whole.Status, whole.Code));
            Assert.Equal("no-store", whole.Response.Headers.CacheControl?.ToString());
        }
        foreach (var (operation, body) in new[]
        {
            ("sign", $$"""{"message":"{{marked}}"}"""), ("verify", $$"""{"message":"{{marked}}","signature":""}"""), ("encrypt", $$"""{"plaintext":"{{marked}}"}"""),
            ("mac", $$"""{"message":"{{marked}}"}"""), ("mac/verify", $$"""{"message":"{{marked}}","mac":""}"""), ("decapsulate", $$"""{"ciphertext":"{{marked}}"}"""),
        })
        {
            var single = await gateway.CallAsync("POST", $"/v1/keys/k/{operation}", body);
            Assert.True((status, code, $"It failed: {kind}.") == (single.Status, single.Code, (string?)single.Json["detail"]), $"{operation}: {single.Body}");
        }
    }

    [Fact]
    public async Task A_key_is_of_the_callers_tenant()
    {
        KeyCalls.Clear();
        var shown = await gateway.CallAsync("GET", "/v1/keys/k", tenant: "t3");

        Assert.Equal("t3", (string)shown.Json["tenant"]!);
        Assert.Equal("t3/k", KeyCalls.Single.Grain);
    }

    [Fact]
    public async Task A_list_is_of_the_callers_tenant_and_paged()
    {
        KeyCalls.Clear();
        var first = await gateway.CallAsync("GET", "/v1/keys?limit=5", tenant: "t3");
        Assert.Equal(("t3", "List"), (KeyCalls.Single.Grain, KeyCalls.Single.Method));
        Assert.Equal([null, 5], KeyCalls.Single.Arguments.Skip(1));
        Assert.Equal(("t3", "next"), ((string)first.Json["keys"]![0]!["tenant"]!, (string)first.Json["nextCursor"]!));

        KeyCalls.Clear();
        var second = await gateway.CallAsync("GET", "/v1/keys?cursor=next", tenant: "t3");
        Assert.Equal(["next", 50], KeyCalls.Single.Arguments.Skip(1));
        Assert.Null(second.Json["nextCursor"]);
    }

    [Fact]
    public async Task Versions_are_paged_by_number()
    {
        KeyCalls.Clear();
        var full = await gateway.CallAsync("GET", "/v1/keys/k/versions?from=4&limit=2");
        Assert.Equal([4, 2], KeyCalls.Single.Arguments.Skip(1));
        Assert.Equal((4, 6), ((int)full.Json["versions"]![0]!["version"]!, (int)full.Json["nextFrom"]!));

        KeyCalls.Clear();
        var last = await gateway.CallAsync("GET", "/v1/keys/k/versions");
        Assert.Equal([1, 100], KeyCalls.Single.Arguments.Skip(1));
        Assert.Null(last.Json["nextFrom"]);
    }

    [Fact]
    public async Task The_clusters_own_keys_are_shown_and_rotated_by_those_who_run_it()
    {
        KeyCalls.Clear();
        var shown = await gateway.CallAsync("GET", "/v1/keys/system/context-heads", role: Roles.Auditor);
        Assert.Equal(("$system", "context-heads"), ((string)shown.Json["tenant"]!, (string)shown.Json["name"]!));
        Assert.Equal(("$system/context-heads", "Describe"), (KeyCalls.Single.Grain, KeyCalls.Single.Method));

        KeyCalls.Clear();
        var rotated = await gateway.CallAsync("POST", "/v1/keys/system/context-heads/rotate", """{"expectedVersion":2}""", Roles.Operator);
        Assert.Equal(200, rotated.Status);
        Assert.Equal(("$system/context-heads", "Rotate"), (KeyCalls.Single.Grain, KeyCalls.Single.Method));
        Assert.Equal(403, (await gateway.CallAsync("POST", "/v1/keys/system/context-heads/rotate", """{"expectedVersion":2}""", Roles.Auditor)).Status);
        Assert.Equal(403, (await gateway.CallAsync("GET", "/v1/keys/system/context-heads")).Status);
    }

    [Fact]
    public async Task Random_bytes_are_as_many_as_asked_for_and_not_twice_the_same()
    {
        var one = await gateway.CallAsync("POST", "/v1/random", """{"bytes":32}""");
        var other = await gateway.CallAsync("POST", "/v1/random", """{"bytes":32}""");
        var most = await gateway.CallAsync("POST", "/v1/random", """{"bytes":65536}""");

        Assert.Equal(32, Convert.FromBase64String((string)one.Json["bytes"]!).Length);
        Assert.NotEqual(one.Body, other.Body);
        Assert.Equal(65536, Convert.FromBase64String((string)most.Json["bytes"]!).Length);
        Assert.Equal("no-store", one.Response.Headers.CacheControl?.ToString());
    }

    private static void AssertJson(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"expected {expected}\nactual   {actual}");
}

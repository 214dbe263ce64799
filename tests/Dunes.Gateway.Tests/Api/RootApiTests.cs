using System.Text.Json;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Gateway.Tests.Hosting;

namespace Dunes.Gateway.Tests.Api;

public sealed class RootApiTests(GatewayFixture gateway)
{
    public static TheoryData<string, string, string?, int, string, string> Routes => new()
    {
        { "GET", "/v1/root", null, 200, "Status", "[]" },
        { "POST", "/v1/root/rotate", """{"expectedVersion":2}""", 200, "Rotate", "[2]" },
        { "POST", "/v1/root/rewrap", null, 200, "Rewrap", "[]" },
        { "PUT", "/v1/root/providers/aws-kms", null, 200, "AddProvider", """["aws-kms"]""" },
        { "DELETE", "/v1/root/providers/file", null, 200, "RemoveProvider", """["file"]""" },
        { "DELETE", "/v1/root/versions/1", null, 200, "Destroy", "[1]" },
        { "POST", "/v1/root/reencrypt", null, 202, "Start", "[null]" },
        { "POST", "/v1/root/reencrypt", """{"itemsPerSecond":10}""", 202, "Start", "[10]" },
        { "GET", "/v1/root/reencrypt", null, 200, "Status", "[]" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_request_is_the_grain_call_that_it_says(string method, string path, string? body, int status, string grainMethod, string arguments)
    {
        KeyCalls.Clear();
        var answer = await gateway.CallAsync(method, path, body, Roles.Operator);
        Assert.True(status == answer.Status, answer.Body);
        var call = KeyCalls.Single;
        Assert.Equal((path.EndsWith("/reencrypt", StringComparison.Ordinal) ? IReencryptionGrain.RootKey : "root", grainMethod), (call.Grain, call.Method));
        Assert.Equal(Roles.Operator, Assert.Single(Assert.IsType<Principal>(call.Arguments[0]).Roles));
        Assert.Equal(arguments, JsonSerializer.Serialize(call.Arguments.Skip(1)));
        if (status == 202)
            Assert.Equal("/v1/root/reencrypt", answer.Response.Headers.Location?.OriginalString);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Agents_do_not_reach_it_and_auditors_only_look(string method, string path, string? body, int status, string grainMethod, string arguments)
    {
        _ = (grainMethod, arguments);
        KeyCalls.Clear();
        gateway.Events.Clear();
        Assert.Equal(403, (await gateway.CallAsync(method, path, body)).Status);
        Assert.Equal(method == "GET" ? status : 403, (await gateway.CallAsync(method, path, body, Roles.Auditor)).Status);
        Assert.Equal(method == "GET" ? 1 : 2, gateway.Events.Of(SecurityEventType.AuthorizationDenied).Count());
        Assert.Equal(method == "GET" ? 1 : 0, KeyCalls.Count);
        Assert.Equal(status, (await gateway.CallAsync(method, path, body, Roles.Admin)).Status);
    }

    [Fact]
    public async Task The_status_shows_versions_wraps_and_providers()
    {
        var answer = (await gateway.CallAsync("GET", "/v1/root", null, Roles.Auditor)).Json;
        Assert.False((bool)answer["sealed"]!);
        Assert.Equal(2, (int)answer["currentVersion"]!);
        Assert.Equal("pkcs11/22", (string?)answer["versions"]![1]!["wraps"]![1]);
        Assert.Equal("1970-01-01T00:00:30+00:00", (string?)answer["versions"]![1]!["activeFrom"]);
        Assert.Equal("SomeException", (string?)answer["providers"]![1]!["failure"]);
    }

    [Fact]
    public async Task What_is_refused_says_why()
    {
        var conflict = await gateway.CallAsync("DELETE", "/v1/root/versions/404", null, Roles.Operator);
        Assert.Equal((409, "DUNES-ROOT-016"), (conflict.Status, conflict.Code));
        foreach (var body in (string[])["{}", """{"expectedVersion":"1"}""", "[]"])
            Assert.Equal(400, (await gateway.CallAsync("POST", "/v1/root/rotate", body, Roles.Operator)).Status);
        var unknown = await gateway.CallAsync("PUT", $"/v1/root/providers/{new string('a', 65)}", null, Roles.Operator);
        Assert.Equal((404, "DUNES-ROOT-011"), (unknown.Status, unknown.Code));
    }
}

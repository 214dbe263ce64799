using System.Net.Http.Headers;
using System.Text;
using Dunes.Abstractions.Identity;
using Dunes.Gateway.Tests.Hosting;

namespace Dunes.Gateway.Tests.Api.Keys;

/// <summary>What is not acceptable is refused before any grain is called, and the answer says where it is wrong.</summary>
public sealed class KeysApiInputTests(GatewayFixture gateway)
{
    private const string Form = "DUNES-API-002";
    private const int MaxBody = 32 * 1024 * 1024;

    /// <summary>Method, path, body, code, and a part of the text.</summary>
    public static TheoryData<string, string, string, string, string> Refused => new()
    {
        { "POST", "/v1/keys", "", Form, "line 1, byte 1" },
        { "POST", "/v1/keys", "null", Form, "null" },
        { "POST", "/v1/keys", "[]", Form, "At $ the body is not acceptable" },
        { "POST", "/v1/keys", "{\"name\":", Form, "not JSON: line 1, byte" },
        { "POST", "/v1/keys/k/data-keys", "{} {}", Form, "not JSON: line 1, byte 4" },
        { "POST", "/v1/keys", "{}", Form, "'name', 'algorithm'" },
        { "POST", "/v1/keys", """{"name":"k"}""", Form, "'algorithm'" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":null}""", Form, "$.algorithm" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","algorithm":"DC2K-1"}""", Form, "$.algorithm" },
        { "POST", "/v1/keys", """{"name":"k","Algorithm":"DC2K-1"}""", Form, "$.Algorithm" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","secret":1}""", Form, "$.secret" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","rotation":{"period":"P30D"}}""", Form, "$.rotation.period" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","rotation":{"period":"30 days"}}""", Form, "$.rotation.period" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","rotation":{"periods":"1.00:00:00"}}""", Form, "$.rotation.periods" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","sealing":"plain,derived"}""", Form, "$.sealing" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","sealing":1}""", Form, "$.sealing" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","sealing":"1"}""", Form, "$.sealing" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","sealing":"Derived"}""", Form, "$.sealing" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","grants":[{"kind":"role","grantee":"agent","operations":["sign,verify"]}]}""", Form, "$.grants[0].operations[0]" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","rotation":{"period":"30"}}""", Form, "$.rotation.period" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","rotation":{"period":86400}}""", Form, "$.rotation.period" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","exportable":"true"}""", Form, "$.exportable" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","limits":{"maxOperations":1.5}}""", Form, "$.limits.maxOperations" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","grants":[{"kind":"role","grantee":"agent"}]}""", Form, "'operations'" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","grants":[{"kind":"role","grantee":"agent","operations":["everything"]}]}""", Form, "$.grants[0].operations[0]" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","grants":[null]}""", "DUNES-KEY-064", "grant" },
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1","tags":{"a":null}}""", "DUNES-KEY-064", "tag" },
        { "PATCH", "/v1/keys/k", """{"grants":[null]}""", "DUNES-KEY-064", "grant" },
        { "PATCH", "/v1/keys/k", """{"tags":{"a":null}}""", "DUNES-KEY-064", "tag" },
        { "PATCH", "/v1/keys/k", """{"algorithm":"DC2K-1"}""", Form, "$.algorithm" },
        { "POST", "/v1/keys", """{"name":"a/b","algorithm":"DC2K-1"}""", "DUNES-KEY-001", "1 to 64" },
        { "POST", "/v1/keys", """{"name":"system","algorithm":"DC2K-1"}""", "DUNES-KEY-060", "reserved" },
        { "POST", "/v1/keys/system/import", """{"wrappingKey":"w","wrapped":"dunes:v1:","algorithm":"DC2K-1"}""", "DUNES-KEY-060", "reserved" },
        { "POST", "/v1/keys/a%2Fb/sign", """{"message":""}""", "DUNES-KEY-001", "1 to 64" },
        { "DELETE", "/v1/keys/k?days=31", "", "DUNES-API-001", "'days'" },
        { "DELETE", "/v1/keys/k?version=0", "", "DUNES-API-001", "'version'" },
        { "GET", "/v1/keys?limit=101", "", "DUNES-API-001", "'limit'" },
        { "GET", "/v1/keys/k/versions?from=x", "", "DUNES-API-001", "'from'" },
        { "POST", "/v1/keys/k/rotate", "", Form, "line 1" },
        { "POST", "/v1/keys/k/rotate", "{}", Form, "'expectedVersion'" },
        { "POST", "/v1/keys/k/disable", """{"versions":1}""", Form, "$.versions" },
        { "POST", "/v1/keys/k/sign", """{"message":"not base64"}""", Form, "$.message" },
        { "POST", "/v1/keys/k/sign", """{"message":"AQ"}""", Form, "$.message" },
        { "POST", "/v1/keys/k/sign", """{"message":"_-8="}""", Form, "$.message" },
        { "POST", "/v1/keys/k/sign", """{"items":[{"message":"AQ=="},{"message":1}]}""", Form, "$.items[1].message" },
        { "POST", "/v1/keys/k/sign", """{"items":[{"message":"AQ==","version":1}]}""", Form, "$.items[0].version" },
        { "POST", "/v1/keys/k/sign", """{"message":"AQ==","mu":"AQ=="}""", "DUNES-KEY-066", "both" },
        { "POST", "/v1/keys/k/sign", "{}", "DUNES-KEY-064", "'message' or 'mu'" },
        { "POST", "/v1/keys/k/sign", """{"items":[]}""", "DUNES-KEY-062", "0 elements" },
        { "POST", "/v1/keys/k/sign", """{"items":[null]}""", "DUNES-KEY-061", "items[0]" },
        { "POST", "/v1/keys/k/sign", """{"message":"","items":[{"message":""}]}""", "DUNES-KEY-061", "Beside" },
        { "POST", "/v1/keys/k/verify", """{"version":1,"items":[{"message":"","signature":""}]}""", "DUNES-KEY-061", "Beside" },
        { "POST", "/v1/keys/k/verify", """{"message":""}""", "DUNES-KEY-064", "'signature'" },
        { "POST", "/v1/keys/k/encrypt", "{}", "DUNES-KEY-064", "'plaintext'" },
        { "POST", "/v1/keys/k/encrypt", """{"context":"AQ==","items":[{"plaintext":""}]}""", "DUNES-KEY-061", "Beside" },
        { "POST", "/v1/keys/k/decrypt", "{}", "DUNES-KEY-064", "'ciphertext'" },
        { "POST", "/v1/keys/k/decrypt", """{"ciphertext":"AQ=="}""", "DUNES-SEAL-001", "dunes:v" },
        { "POST", "/v1/keys/k/rewrap", """{"reference":"r","items":[{"ciphertext":""}]}""", "DUNES-KEY-061", "Beside" },
        { "POST", "/v1/keys/k/decapsulate", "{}", Form, "'ciphertext'" },
        { "POST", "/v1/keys/k/mac", """{"message":"","items":[{"message":""}]}""", "DUNES-KEY-061", "Beside" },
        { "POST", "/v1/keys/k/mac/verify", """{"message":""}""", "DUNES-KEY-064", "'mac'" },
        { "POST", "/v1/keys/k/mac/verify", """{"mac":"","items":[{"message":"","mac":""}]}""", "DUNES-KEY-061", "Beside" },
        { "POST", "/v1/keys/k/import", """{"wrappingKey":"w","wrapped":"AQ==","algorithm":"DC2K-1"}""", "DUNES-SEAL-001", "dunes:v" },
        { "POST", "/v1/random", """{"bytes":0}""", "DUNES-KEY-065", "65536" },
        { "POST", "/v1/random", """{"bytes":65537}""", "DUNES-KEY-065", "65536" },
        { "POST", "/v1/random", "{}", Form, "'bytes'" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_request_that_is_not_acceptable_says_what_is_wrong(string method, string path, string body, string code, string part)
    {
        KeyCalls.Clear();

        var answer = await gateway.CallAsync(method, path, method is "GET" or "DELETE" ? null : body, Roles.Admin);

        Assert.True((400, code) == (answer.Status, answer.Code), answer.Body);
        Assert.Contains(part, (string)answer.Json["detail"]!);
        Assert.Equal(0, KeyCalls.Count);
    }

    [Fact]
    public async Task A_refusal_repeats_no_value_of_the_body()
    {
        const string Canary = "Y2FuYXJ5LWNhbmFyeQ";
        foreach (var body in new[] { $$"""{"plaintext":"{{Canary}}"}""", $$"""{"plaintext":"{{Canary}}"  x""", $$"""{"plaintext":["{{Canary}}"]}""", $$"""{"items":"{{Canary}}"}""" })
        {
            var answer = await gateway.CallAsync("POST", "/v1/keys/k/encrypt", body);
            Assert.Equal(Form, answer.Code);
            Assert.DoesNotContain(Canary, answer.Body);
        }
    }

    [Fact]
    public async Task A_batch_has_at_most_a_thousand_items()
    {
        KeyCalls.Clear();
        var most = await gateway.CallAsync("POST", "/v1/keys/k/sign", Batch(1000));
        Assert.Equal(1000, most.Json["results"]!.AsArray().Count);
        Assert.Equal(["0", "999"], new[] { 0, 999 }.Select(i => (string)most.Json["results"]![i]!["reference"]!));

        KeyCalls.Clear();
        var tooMany = await gateway.CallAsync("POST", "/v1/keys/k/sign", Batch(1001));
        Assert.Equal((400, "DUNES-KEY-062"), (tooMany.Status, tooMany.Code));
        Assert.Equal(0, KeyCalls.Count);

        static string Batch(int count) =>
            $$"""{"items":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"message":"AQ==","reference":"{{i}}"}"""))}}]}""";
    }

    [Fact]
    public async Task A_reference_has_at_most_256_characters()
    {
        var longest = new string('r', 256);
        var echoed = await gateway.CallAsync("POST", "/v1/keys/k/sign", $$"""{"message":"","reference":"{{longest}}"}""");
        Assert.Equal(longest, (string)echoed.Json["reference"]!);

        var refused = await gateway.CallAsync("POST", "/v1/keys/k/sign", $$"""{"items":[{"message":""},{"message":"","reference":"{{longest}}r"}]}""");
        Assert.Equal((400, "DUNES-KEY-063"), (refused.Status, refused.Code));
        Assert.Contains("item 1", (string)refused.Json["detail"]!);
    }

    [Fact]
    public async Task Nesting_is_limited()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40);
        var answer = await gateway.CallAsync("POST", "/v1/keys/k/sign", $$"""{"items":{{string.Concat(Enumerable.Repeat("[", 40))}}{{new string(']', 40)}}}""");
        Assert.Equal((400, Form), (answer.Status, answer.Code));
        Assert.Equal(Form, (await gateway.CallAsync("POST", "/v1/keys", deep)).Code);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/jsonx")]
    public async Task A_body_is_JSON_and_says_so(string contentType)
    {
        foreach (var path in new[] { "/v1/keys", "/v1/keys/k/sign", "/v1/keys/k/disable", "/v1/random" })
        {
            var answer = await gateway.CallAsync("POST", path, "{}", contentType: contentType);
            Assert.Equal((415, "DUNES-API-003"), (answer.Status, answer.Code));
        }
    }

    [Fact]
    public async Task A_body_of_32_MiB_is_read_and_a_longer_one_is_not()
    {
        const string Start = "{\"message\":\"";
        var size = (MaxBody - Start.Length - 2) / 4 * 4;
        var text = new StringBuilder(Start, MaxBody).Append('A', size).Append("\"}");
        KeyCalls.Clear();
        var fits = await gateway.CallAsync("POST", "/v1/keys/k/sign", text.ToString().PadRight(MaxBody));
        Assert.Equal(200, fits.Status);

        foreach (var chunked in new[] { false, true })
        {
            KeyCalls.Clear();
            using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(text.ToString().PadRight(MaxBody + 1)));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/keys/k/sign") { Content = content };
            request.Headers.TransferEncodingChunked = chunked;
            request.Headers.ExpectContinue = true;
            var refused = await gateway.CallAsync(request, await gateway.TokenAsync());
            Assert.Equal((413, "DUNES-API-004"), (refused.Status, refused.Code));
            Assert.Equal(0, KeyCalls.Count);
        }
    }
}

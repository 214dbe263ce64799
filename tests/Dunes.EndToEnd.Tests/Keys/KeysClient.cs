using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dunes.EndToEnd.Tests.Hosting;
using Dunes.Testing;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary><c>/v1</c> of a server, with the token of one caller. Each request and each answer is held against the server's own OpenAPI document.</summary>
internal sealed class KeysClient : IDisposable
{
    private readonly HttpClient http;
    private readonly OpenApiContract contract;

    private KeysClient(HttpClient http, OpenApiContract contract)
    {
        this.http = http;
        this.contract = contract;
    }

    /// <summary>What has been asked for: method and path.</summary>
    public ConcurrentBag<(string Method, string Path)> Asked { get; } = [];

    /// <summary>The server's document.</summary>
    public OpenApiContract Contract => contract;

    /// <summary>A client with a new token of a role.</summary>
    public static async Task<KeysClient> OfAsync(DunesProcess server, string role, params string[] more) => With(server, await server.TokenAsync(role, more), await ContractAsync(server));

    /// <summary>A client of this server with this token.</summary>
    public static KeysClient With(DunesProcess server, string token, OpenApiContract contract)
    {
        var client = new HttpClient { BaseAddress = server.Url, Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new(client, contract);
    }

    /// <summary>What the server says its API is; anybody may read it.</summary>
    public static async Task<OpenApiContract> ContractAsync(DunesProcess server)
    {
        using var client = new HttpClient { BaseAddress = server.Url };
        return OpenApiContract.Load(await client.GetStringAsync("openapi/v1.json"));
    }

    public Task<JsonNode> GetAsync(string path) => ExpectAsync(HttpMethod.Get, path, null, 200);

    public Task<JsonNode> PostAsync(string path, object? body = null, int status = 200) => ExpectAsync(HttpMethod.Post, path, body, status);

    public Task<JsonNode> PatchAsync(string path, object body) => ExpectAsync(HttpMethod.Patch, path, body, 200);

    public Task<JsonNode> DeleteAsync(string path) => ExpectAsync(HttpMethod.Delete, path, null, 200);

    /// <summary>Creates a key.</summary>
    public Task<JsonNode> CreateAsync(string name, string algorithm, object? more = null)
    {
        var body = more is null ? [] : JsonSerializer.SerializeToNode(more, JsonSerializerOptions.Web)!.AsObject();
        body["name"] = name;
        body["algorithm"] = algorithm;
        return PostAsync("v1/keys", body, 201);
    }

    /// <summary>Fails unless it is refused with this status and code.</summary>
    public async Task RefusedAsync(HttpMethod method, string path, object? body, int status, string code)
    {
        var (got, answer) = await SendAsync(method, path, body);
        Assert.True(got == status && (string?)answer["code"] == code, $"{method} {path}: {got} {answer.ToJsonString()} instead of {status} {code}");
    }

    /// <summary>Sends it and checks the answer's form; whatever it says is the caller's to judge.</summary>
    public async Task<(int Status, JsonNode Answer)> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, body.GetType(), options: JsonSerializerOptions.Web);
        Asked.Add((method.Method, path));
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var faults = contract.Validate(method.Method, "/" + path, (int)response.StatusCode, text);
        Assert.True(faults.Count == 0, $"{string.Join('\n', faults)}\n{Start(text)}");
        return ((int)response.StatusCode, JsonNode.Parse(text)!);
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonNode> ExpectAsync(HttpMethod method, string path, object? body, int status)
    {
        if (body is not null)
            Assert.Empty(contract.ValidateRequest(method.Method, "/" + path, JsonSerializer.Serialize(body, body.GetType(), JsonSerializerOptions.Web)));
        var (got, answer) = await SendAsync(method, path, body);
        Assert.True(got == status, $"{method} {path}: {got} instead of {status}: {Start(answer.ToJsonString())}");
        return answer;
    }

    private static string Start(string text) => text.Length <= 2000 ? text : text[..2000] + "…";
}

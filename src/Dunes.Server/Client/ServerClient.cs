using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dunes.Server.Client;

/// <summary>Calls the API of a running server. Answers that are errors become <see cref="ServerAnswerException"/>, silence <see cref="DunesErrorException"/>.</summary>
internal sealed class ServerClient : IDisposable
{
    /// <summary>How the API writes JSON: camelCase, bytes as base64, enumerations by name.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    // The API refuses a null where a member may only be absent.
    private static readonly JsonSerializerOptions Requests = new(Json) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly HttpClient http;

    private ServerClient(HttpClient http) => this.http = http;

    /// <summary>Uses <paramref name="token"/>, or gets one with the credential of the data directory.</summary>
    public static async Task<ServerClient> ConnectAsync(ServerLocation location, string? token, TokenRequest request, CancellationToken cancellationToken)
    {
        var client = new ServerClient(CreateHttp(location.Url));
        try
        {
            token ??= await client.RequestTokenAsync(location, request, cancellationToken);
            client.http.DefaultRequestHeaders.Authorization = new("Bearer", token);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>A new token, by the credential of the data directory.</summary>
    public static async Task<string> GetTokenAsync(ServerLocation location, TokenRequest request, CancellationToken cancellationToken)
    {
        using var client = new ServerClient(CreateHttp(location.Url));
        return await client.RequestTokenAsync(location, request, cancellationToken);
    }

    /// <summary>GET, JSON.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        ReadJsonAsync(new(HttpMethod.Get, path), cancellationToken);

    /// <summary>POST, JSON both ways; without a body when <paramref name="body"/> is null. Members that are null are left out.</summary>
    public Task<JsonElement> PostAsync(string path, object? body, CancellationToken cancellationToken) =>
        ReadJsonAsync(new(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body, options: Requests) }, cancellationToken);

    /// <summary>PATCH, JSON both ways.</summary>
    public Task<JsonElement> PatchAsync(string path, object body, CancellationToken cancellationToken) =>
        ReadJsonAsync(new(HttpMethod.Patch, path) { Content = JsonContent.Create(body, options: Requests) }, cancellationToken);

    /// <summary>PUT without a body, JSON.</summary>
    public Task<JsonElement> PutAsync(string path, CancellationToken cancellationToken) =>
        ReadJsonAsync(new(HttpMethod.Put, path), cancellationToken);

    /// <summary>DELETE, JSON.</summary>
    public Task<JsonElement> DeleteAsync(string path, CancellationToken cancellationToken) =>
        ReadJsonAsync(new(HttpMethod.Delete, path), cancellationToken);

    /// <summary>GET, as it is.</summary>
    public async Task<byte[]> GetBytesAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await SendAsync(request, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    public void Dispose() => http.Dispose();

    private static HttpClient CreateHttp(Uri url) => new() { BaseAddress = new(url.AbsoluteUri.TrimEnd('/') + '/'), Timeout = TimeSpan.FromMinutes(10) };

    private async Task<string> RequestTokenAsync(ServerLocation location, TokenRequest request, CancellationToken cancellationToken)
    {
        using var message = LocalTokenRequest.Create(location, request);
        var answer = await ReadJsonAsync(message, cancellationToken);
        return answer.TryGetProperty("access_token", out var token) && token.GetString() is { } text ? text : throw NotUnderstood();
    }

    private async Task<JsonElement> ReadJsonAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            using var response = await SendAsync(request, cancellationToken);
            try
            {
                return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            }
            catch (JsonException)
            {
                throw NotUnderstood();
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new DunesErrorException(
                ExitCodes.Unreachable,
                DunesErrors.Unreachable,
                $"The server at {http.BaseAddress} does not answer ({e.InnerException?.Message ?? e.Message}). Is it running? `dunes serve` starts one.",
                e);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await ReadErrorAsync(response, cancellationToken);
    }

    private static async Task<ServerAnswerException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string? code = null;
        string? detail = null;
        if (IsJson(response.Content.Headers.ContentType))
        {
            try
            {
                var problem = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                code = Text(problem, "code");
                detail = Text(problem, "detail") ?? Text(problem, "error_description") ?? Text(problem, "title") ?? Text(problem, "error");
            }
            catch (JsonException)
            {
                // What is no JSON after all has no code: the status says enough.
            }
        }

        return new(response.StatusCode, code, detail ?? response.ReasonPhrase ?? "The server refused the request.");
    }

    private static bool IsJson(MediaTypeHeaderValue? type) => type?.MediaType is "application/json" or "application/problem+json";

    private static string? Text(JsonElement problem, string name) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private DunesErrorException NotUnderstood() => new(
        ExitCodes.Other,
        DunesErrors.BadAnswer,
        $"What answers at {http.BaseAddress} is not a Dunes server of this version.");
}

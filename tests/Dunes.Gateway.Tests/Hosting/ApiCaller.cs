using System.Text;
using System.Text.Json.Nodes;
using Dunes.Abstractions.Identity;
using Dunes.Testing;

namespace Dunes.Gateway.Tests.Hosting;

/// <summary>Calls <c>/v1</c>; every answer must be what the OpenAPI document says of it.</summary>
public static class ApiCaller
{
    private static OpenApiContract? contract;

    public static async Task<OpenApiContract> ContractAsync(this GatewayFixture gateway) =>
        contract ??= OpenApiContract.Load(await gateway.Http.GetStringAsync("/openapi/v1.json"));

    public static async Task<ApiAnswer> CallAsync(
        this GatewayFixture gateway, string method, string path, string? body = null, string role = Roles.Agent, string? tenant = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        return await gateway.CallAsync(request, await gateway.TokenAsync(role, tenant: tenant));
    }

    public static async Task<ApiAnswer> CallAsync(this GatewayFixture gateway, HttpRequestMessage request, string token)
    {
        var path = request.RequestUri!.OriginalString;
        using var response = await gateway.SendAsync(request, token);
        var answer = new ApiAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response);
        Assert.Empty((await gateway.ContractAsync()).Validate(request.Method.Method, path, answer.Status, answer.Body));
        if (answer.Status >= 400)
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return answer;
    }
}

public sealed record ApiAnswer(int Status, string Body, HttpResponseMessage Response)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Code => (string?)Json["code"];
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dunes.Abstractions.Keys;
using Dunes.Gateway.Tests.Hosting;
using Dunes.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Gateway.Tests.Api;

public sealed class OpenApiTests(GatewayFixture gateway)
{
    [Fact]
    public async Task The_document_needs_no_token_and_says_who_it_is()
    {
        using var response = await gateway.Http.GetAsync("/openapi/v1.json");
        var document = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("3.1.", (string)document["openapi"]!);
        Assert.Equal("Dunes Cluster", (string)document["info"]!["title"]!);
        Assert.Equal(typeof(GatewayOptions).Assembly.GetName().Version!.ToString(3), (string)document["info"]!["version"]!);
        Assert.Equal("/", (string)document["servers"]![0]!["url"]!);
    }

    [Fact]
    public async Task The_document_is_the_same_whatever_host_the_request_names()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        request.Headers.Host = "evil.example.org";
        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(await gateway.Http.GetStringAsync("/openapi/v1.json"), await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Every_mapped_endpoint_is_in_the_document_with_an_id_and_a_summary_of_its_own()
    {
        var mapped = gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method =>
                (method, Regex.Replace(endpoint.RoutePattern.RawText!, ":[a-z]+}", "}", RegexOptions.None, TimeSpan.FromSeconds(5)).TrimEnd('/'))))
            .ToHashSet();
        Assert.True(mapped.Count >= 39);

        Assert.Equal(mapped.Order(), (await gateway.ContractAsync()).Operations.Order());
        var operations = (await DocumentAsync())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => operation.Value!)).ToList();
        Assert.Equal(mapped.Count, operations.Select(operation => (string?)operation["operationId"] ?? "").Where(id => id.Length > 0).Distinct().Count());
        Assert.All(operations, operation => Assert.False(string.IsNullOrEmpty((string?)operation["summary"])));
        Assert.All(operations, operation => Assert.Equal("#/components/responses/Problem", (string?)operation["responses"]!["default"]!["$ref"]));
    }

    [Fact]
    public async Task Every_field_of_every_schema_is_described_and_no_word_of_the_programming_language_is_left()
    {
        foreach (var (name, schema) in (await DocumentAsync())["components"]!["schemas"]!.AsObject())
        {
            Assert.DoesNotContain("`", name);
            Assert.DoesNotContain("Task<", schema!.ToJsonString());
            Assert.DoesNotContain("&lt;", schema.ToJsonString());
            foreach (var (field, property) in schema["properties"]?.AsObject() ?? [])
            {
                var described = property!["description"] ?? property["oneOf"]?.AsArray().Select(branch => branch!["description"]).FirstOrDefault(text => text is not null);
                Assert.True(described is not null || name.EndsWith("Batch", StringComparison.Ordinal) || name == "Problem", $"{name}.{field}");
            }
        }
    }

    [Fact]
    public async Task Formats_bounds_and_words_are_in_the_schemas()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;

        Assert.Equal("byte", (string?)schemas["SignatureAnswer"]!["properties"]!["signature"]!["format"]);
        Assert.Equal("date-time", (string?)schemas["KeyInfo"]!["properties"]!["createdAt"]!["format"]);
        Assert.Equal("uuid", (string?)schemas["KeyInfo"]!["properties"]!["keyId"]!["format"]);
        Assert.Equal(65536, (int?)schemas["RandomRequest"]!["properties"]!["bytes"]!["maximum"]);
        Assert.Equal(1000, (int?)schemas["EncryptRequest"]!["properties"]!["items"]!["maxItems"]);
        Assert.Equal(["name", "algorithm"], schemas["CreateKeyRequest"]!["required"]!.AsArray().Select(name => (string)name!));
        Assert.False((bool)schemas["CreateKeyRequest"]!["additionalProperties"]!);
        Assert.Equal(KeyAlgorithms.All, schemas["CreateKeyRequest"]!["properties"]!["algorithm"]!["enum"]!.AsArray().Select(word => (string)word!));
        Assert.Equal(
            Enum.GetNames<KeyOperation>().Select(word => char.ToLowerInvariant(word[0]) + word[1..]),
            schemas["KeyOperation"]!["enum"]!.AsArray().Select(word => (string)word!));
        Assert.Contains("code", schemas["Problem"]!["required"]!.AsArray().Select(name => (string)name!));
    }

    [Fact]
    public async Task Both_ways_to_show_a_token_are_in_the_document()
    {
        var document = await DocumentAsync();
        var schemes = document["components"]!["securitySchemes"]!;

        Assert.Equal(("http", "bearer"), ((string)schemes["bearer"]!["type"]!, (string)schemes["bearer"]!["scheme"]!));
        Assert.Equal("/connect/token", (string)schemes["oauth2"]!["flows"]!["clientCredentials"]!["tokenUrl"]!);
        Assert.Equal(["bearer", "oauth2"], document["security"]!.AsArray().SelectMany(requirement => requirement!.AsObject().Select(scheme => scheme.Key)));
    }

    [Theory]
    [InlineData("POST", "/v1/random", 200, """{"bytes":"AQ=="}""", null)]
    [InlineData("POST", "/v1/random", 200, """{"bytes":"A"}""", "$.bytes is no byte")]
    [InlineData("POST", "/v1/random", 200, """{"bytes":"","more":1}""", "$.more is not documented")]
    [InlineData("POST", "/v1/random", 200, "{}", "$ lacks bytes")]
    [InlineData("POST", "/v1/random", 200, "", "no JSON")]
    [InlineData("POST", "/v1/random", 200, """{"bytes":1}""", "$.bytes is integer")]
    [InlineData("POST", "/v1/random", 400, """{"type":"about:blank","title":"t","status":400,"detail":"d","code":"no"}""", "$.code does not match")]
    [InlineData("PUT", "/v1/random", 200, "{}", "is not documented")]
    [InlineData("POST", "/v1/keys/k/sign", 200, """{"version":1,"results":[]}""", "0 of the 2 alternatives")]
    [InlineData("POST", "/v1/keys/k/mac/verify", 200, """{"results":[{"version":1}]}""", "$.results[0] lacks valid")]
    [InlineData("GET", "/v1/keys/k/versions/1", 200, """{"version":3000000000,"createdAt":"now","publicKey":null,"state":"on","destroyAt":null,"operations":0,"bytes":0}""", "$.version is out of bounds")]
    [InlineData("GET", "/v1/keys/k/versions/1", 200, """{"version":1,"createdAt":"now","publicKey":null,"state":"enabled","destroyAt":null,"operations":0,"bytes":0}""", "no date-time")]
    [InlineData("GET", "/v1/keys/k/versions/1", 200, """{"version":1,"createdAt":"1970-01-01T00:00:00Z","publicKey":null,"state":"on","destroyAt":null,"operations":0,"bytes":0}""", "not one of")]
    public async Task An_answer_that_is_not_as_documented_is_found(string method, string path, int status, string body, string? fault)
    {
        var faults = (await gateway.ContractAsync()).Validate(method, path, status, body);

        if (fault is null)
            Assert.Empty(faults);
        else
            Assert.Contains(faults, found => found.Contains(fault, StringComparison.Ordinal));
    }

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await gateway.Http.GetStringAsync("/openapi/v1.json"))!;
}

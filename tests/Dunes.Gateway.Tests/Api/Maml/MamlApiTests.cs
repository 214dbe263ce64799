using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Gateway.Api;
using Dunes.Gateway.Api.Maml;
using Dunes.Gateway.Identity;
using Dunes.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Dunes.Gateway.Tests.Api.Maml;

/// <summary><c>/v1/maml</c> as clients see it: JSON, status codes, problems.</summary>
public sealed class MamlApiTests : IAsyncLifetime
{
    private readonly ScriptedKey key = new(new KeyName("default", "maml"), DateTimeOffset.UnixEpoch);
    private WebApplication app = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        var host = WebApplication.CreateBuilder();
        host.Logging.ClearProviders();
        host.WebHost.UseUrls("http://127.0.0.1:0");
        host.Services.AddAuthorization().AddAuthentication().AddScheme<AuthenticationSchemeOptions, NamedCaller>(BearerAuthentication.Scheme, null);
        app = host.Build();
        var cluster = ScriptedGrain.Create<IClusterClient>((method, _) => method.ReturnType == typeof(IKeyGrain) ? key.As<IKeyGrain>() : key.As<IKeyServiceGrain>());
        app.UseAuthorization();
        new MamlApi(new DocumentSigner(cluster, TimeProvider.System), new DocumentVerifier(new SignerCheck(cluster)))
            .Map(app.MapGroup("/v1").AddEndpointFilter(new ApiErrors(NullLogger<ApiErrors>.Instance)));
        await app.StartAsync();
        http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = GatewayFixture.Patience };
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_document_goes_through_both_endpoints()
    {
        var (status, signed) = await PostAsync("sign", new JsonObject { ["document"] = "---\nx: 1\n---\n# Tïtle\r\n", ["key"] = "maml" });
        Assert.Equal((200, "default/maml", 1), (status, (string?)signed["keyName"], (int)signed["keyVersion"]!));

        (status, var answer) = await PostAsync("verify", new JsonObject { ["document"] = (string)signed["document"]! });
        Assert.Equal(200, status);
        Assert.Equal((true, "", "default/maml", 1), ((bool)answer["valid"]!, (string?)answer["code"], (string?)answer["keyName"], (int)answer["keyVersion"]!));
        Assert.NotNull(answer["signedAt"]);

        (_, answer) = await PostAsync("verify", new JsonObject { ["document"] = (string)signed["document"]! + "x", ["schemas"] = new JsonArray("---\n---\n") });
        Assert.Equal((false, "DUNES-MAML-101"), ((bool)answer["valid"]!, (string?)answer["code"]));
        Assert.Equal("DUNES-MAML-120", (string?)answer["errors"]![0]!["code"]);
    }

    [Theory]
    [InlineData("sign", """{"document":"---\n---\n"}""", 400, "DUNES-API-002")]
    [InlineData("sign", """{"document":"---\n---\n","key":"maml","more":1}""", 400, "DUNES-API-002")]
    [InlineData("sign", """{"document":"no document","key":"maml"}""", 400, "DUNES-MAML-004")]
    [InlineData("sign", """{"document":"---\n---\n","key":"a/b"}""", 400, "DUNES-KEY-001")]
    [InlineData("verify", """{"document":1}""", 400, "DUNES-API-002")]
    [InlineData("verify", "{", 400, "DUNES-API-002")]
    public async Task A_bad_request_is_a_problem_with_a_code(string operation, string body, int status, string code)
    {
        var (answered, problem) = await PostAsync(operation, body, "alice");
        Assert.Equal((status, code), (answered, (string?)problem["code"]));
    }

    [Fact]
    public async Task Who_may_not_use_the_key_is_refused()
    {
        var (status, _) = await PostAsync("sign", """{"document":"---\n---\n","key":"maml"}""", "bob");
        Assert.Equal(403, status);
        using var anonymous = await http.PostAsync("/v1/maml/sign", new StringContent("{}", Encoding.UTF8, "application/json"));
        Assert.Equal(401, (int)anonymous.StatusCode);
    }

    private Task<(int Status, JsonNode Answer)> PostAsync(string operation, JsonObject body) => PostAsync(operation, body.ToJsonString(), "alice");

    private async Task<(int Status, JsonNode Answer)> PostAsync(string operation, string body, string subject)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/maml/{operation}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Subject", subject);
        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>Believes the subject that a header names.</summary>
    private sealed class NamedCaller(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["X-Subject"] is not [{ } subject])
                return Task.FromResult(AuthenticateResult.NoResult());
            Context.Features.Set(new Principal(Principal.DefaultTenant, "i", subject, "c", [Roles.Agent]));
            return Task.FromResult(AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity("test")), Scheme.Name)));
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Dunes.Abstractions.Audit;
using Dunes.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Dunes.Gateway.Tests.Health;

/// <summary>A gateway that starts in front of a cluster that is sealed.</summary>
public sealed class SealedTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    // A probe gives up after two seconds and an answer is kept for one: here only when the test says so.
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly string folder = Directory.CreateTempSubdirectory("dunes-gateway").FullName;
    private InProcessTestCluster cluster = null!;
    private WebApplication app = null!;
    private HttpClient http = null!;

    public async ValueTask InitializeAsync()
    {
        ScriptedRootKeyGrain.Sealed = true;
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.Services.PostConfigure<GrainTypeOptions>(options =>
            options.Classes.RemoveWhere(type => type.Namespace!.StartsWith("Dunes.Grains.", StringComparison.Ordinal))));
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = Limit));
        cluster = builder.Build();
        await cluster.DeployAsync();
        var host = WebApplication.CreateBuilder();
        host.Logging.ClearProviders();
        host.WebHost.UseUrls("http://127.0.0.1:0");
        host.Services.AddSingleton(cluster.Client);
        host.Services.AddSingleton<TimeProvider>(time);
        host.Services.AddSingleton<ISecurityEvents>(new RecordedEvents());
        host.AddDunesGateway(options => options.DataDirectory = folder);
        app = host.Build();
        app.MapDunesGateway();
        await app.StartAsync();
        http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = Limit };
    }

    public async ValueTask DisposeAsync()
    {
        ScriptedRootKeyGrain.Sealed = false;
        http.Dispose();
        await app.DisposeAsync();
        await cluster.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Sealed_it_says_so_to_all_and_unsealed_it_works_without_a_restart()
    {
        Assert.Equal((HttpStatusCode.OK, "live"), await GetAsync("/health/live"));
        Assert.Equal((HttpStatusCode.OK, "ready"), await GetAsync("/health/startup"));
        var (status, text) = await GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("sealed: DUNES-ROOT-001, no KEK provider opens the cluster root key (file DUNES-ROOT-002, aws-kms failed); the log says why", text);
        Assert.DoesNotContain("/secret/place", text);

        await AssertSealedAsync(new(HttpMethod.Get, "/v1/contexts") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "a.b.c") } });
        await AssertSealedAsync(new(HttpMethod.Get, "/.well-known/jwks"));
        await AssertSealedAsync(new(HttpMethod.Post, "/connect/token") { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) });
        using var anonymous = await http.GetAsync("/v1/contexts");
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);

        ScriptedRootKeyGrain.Sealed = false;
        using var limit = new CancellationTokenSource(Limit);
        while ((await GetAsync("/.well-known/jwks")).Status != HttpStatusCode.OK || (await GetAsync("/health/ready")).Status != HttpStatusCode.OK)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(50, limit.Token);
        }

        Assert.Contains("scripted", (await GetAsync("/.well-known/jwks")).Text);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/contexts") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "a.b.c") } };
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private async Task AssertSealedAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var answer = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("DUNES-ROOT-001", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]);
        }
    }

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using var answer = await http.GetAsync(path);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}

using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Dunes.Abstractions.Audit;
using Dunes.Gateway.Identity;
using Dunes.Gateway.Tests.Mcp;
using Dunes.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Dunes.Gateway.Tests.Hosting;

/// <summary>The gateway as the server composes it: beside a silo in one process, without a public url.</summary>
public sealed class CompositionTests
{
    [Fact]
    public async Task A_process_with_silo_and_gateway_answers_as_soon_as_it_listens()
    {
        var data = Directory.CreateTempSubdirectory("dunes-composition").FullName;
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ISecurityEvents>(new RecordedEvents());
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort.Next(), FreePort.Next()).AddMemoryGrainStorage("dunes");
            silo.Services.PostConfigure<GrainTypeOptions>(GatewayFixture.KeepIssuerOnly);
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = GatewayFixture.Patience);
        });
        builder.AddDunesGateway(options =>
        {
            options.DataDirectory = data;
            options.UpstreamNames.Add("demo");
            options.OpenApi.Enabled = false;
        });
        await using var app = builder.Build();
        app.MapDunesGateway();
        try
        {
            await app.StartAsync();
            using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = GatewayFixture.Patience };

            using var answer = await http.PostAsync("/connect/token", new FormUrlEncodedContent(
            [
                new("grant_type", "client_credentials"),
                new("client_id", LocalCredential.ClientId),
                new("client_secret", LocalCredential.ReadFrom(data)!),
            ]));
            var token = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!;
            using var request = McpClient.Modern("echo");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var call = await http.SendAsync(request);
            using var anonymous = await http.SendAsync(McpClient.Modern("echo"));

            Assert.Equal(200, (int)call.StatusCode);
            Assert.Contains($"\"{app.Urls.First()}/.well-known/", anonymous.Headers.WwwAuthenticate.ToString());

            // A probe gives up on a cluster that does not answer within two seconds, which a machine may need for the first call of a grain.
            using var limit = new CancellationTokenSource(GatewayFixture.Patience);
            while (!(await http.GetAsync("/health/ready", limit.Token)).IsSuccessStatusCode)
                await Task.Delay(50, limit.Token);
            Assert.Equal(404, (int)(await http.GetAsync("/openapi/v1.json")).StatusCode);
            await app.StopAsync();
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}

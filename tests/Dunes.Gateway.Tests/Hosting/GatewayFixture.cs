using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Dunes.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;

[assembly: AssemblyFixture(typeof(GatewayFixture))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Dunes.Gateway.Tests.Hosting;

/// <summary>A gateway on a real port, in front of a silo whose session grains are scripted and whose issuer grain is the real one.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    public const string Origin = "http://gateway.test";
    public const string Issuer = Origin + "/";
    public const int MaxBodyBytes = 64 * 1024;

    /// <summary>More than a machine that is held up now and then needs for anything.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private InProcessTestCluster cluster = null!;
    private WebApplication app = null!;
    private int active;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    public RecordedEvents Events { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    public string DataDirectory { get; } = Directory.CreateTempSubdirectory("dunes-gateway").FullName;

    public IClusterClient Cluster => cluster.Client;

    public IServiceProvider Services => app.Services;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage("dunes");
            silo.Services.PostConfigure<GrainTypeOptions>(KeepIssuerOnly);
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = Patience);
        });
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = Patience));
        cluster = builder.Build();
        await cluster.DeployAsync();

        var host = WebApplication.CreateBuilder();
        host.Logging.ClearProviders();
        host.WebHost.UseUrls("http://127.0.0.1:0");
        host.Services.AddSingleton(cluster.Client);
        host.Services.AddSingleton<TimeProvider>(Time);
        host.Services.AddSingleton<ISecurityEvents>(Events);
        host.AddDunesGateway(options =>
        {
            options.PublicUrl = new Uri(Origin);
            options.DataDirectory = DataDirectory;
            options.Mcp.MaxBodyBytes = MaxBodyBytes;
            options.Mcp.AllowedOrigins.Add("https://app.example.org");
            options.UpstreamNames.Add("demo");
            options.UpstreamNames.Add("other");
        });
        app = host.Build();
        app.Use(CountAsync);
        app.MapDunesGateway();
        await app.StartAsync();

        // Who expects to be told to go on waits for that word, however long it takes: a body that nobody reads must not be sent.
        Http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = Patience }) { BaseAddress = new Uri(app.Urls.First()), Timeout = Patience };
    }

    /// <summary>Waits until no request is being answered any more: that a client went away the server learns later than the client.</summary>
    public async Task IdleAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        while (Volatile.Read(ref active) > 0)
            await Task.Delay(20, limit.Token);
    }

    /// <summary>The sessions and keys of these tests are scripted: of the product's grains only the issuer runs here.</summary>
    public static void KeepIssuerOnly(GrainTypeOptions options) => options.Classes.RemoveWhere(type =>
        type == typeof(ScriptedIssuerGrain) || (type.Namespace!.StartsWith("Dunes.Grains.", StringComparison.Ordinal) && type.Namespace != "Dunes.Grains.Identity"));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        await cluster.DisposeAsync();
        Directory.Delete(DataDirectory, recursive: true);
    }

    /// <summary>A token as the issuer makes it, unless the arguments say otherwise.</summary>
    public async Task<string> TokenAsync(
        string role = Roles.Agent, string subject = "alice", string? tenant = null, string issuer = Issuer, string audience = Origin,
        TimeSpan? lifetime = null, TimeSpan? notBefore = null, string type = "at+jwt", ECDsaSecurityKey? key = null)
    {
        key ??= await IssuerKeyAsync();
        var now = Time.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object> { ["sub"] = subject, ["client_id"] = "test", ["role"] = role };
        if (tenant is not null)
            claims["tenant"] = tenant;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = now,
            NotBefore = now + (notBefore ?? TimeSpan.Zero),
            Expires = now + (lifetime ?? TimeSpan.FromHours(1)),
            TokenType = type,
            Claims = claims,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
        });
    }

    public async Task<ECDsaSecurityKey> IssuerKeyAsync()
    {
        var keys = await Cluster.GetGrain<IIssuerGrain>(0).GetKeysAsync();
        var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(keys[^1].PrivateKey, out _);
        return new ECDsaSecurityKey(ecdsa) { KeyId = keys[^1].Id };
    }

    public static ECDsaSecurityKey NewKey(string? id = null) =>
        new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(8)) };

    /// <summary>Sends a request as an agent, unless a token is given; an empty one sends none.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? token = null)
    {
        token ??= await TokenAsync();
        if (token.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref active);
        try
        {
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref active);
        }
    }
}

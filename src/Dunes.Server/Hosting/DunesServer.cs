using System.Net;
using Dunes.Abstractions.Keys;
using Dunes.Gateway;
using Dunes.Server.Configuration;
using Dunes.Server.Telemetry;
using Dunes.Storage;
using Dunes.Storage.Migrations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Dunes.Server.Hosting;

/// <summary>One node: configuration, data directory, ports, database, host, in this order; whatever is wrong is told before the next is touched.</summary>
internal static class DunesServer
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Runs until SIGTERM or SIGINT. Throws <see cref="ConfigurationException"/> or <see cref="DunesErrorException"/> when it cannot start.</summary>
    public static async Task<int> RunAsync(ServeArguments arguments, TextWriter output)
    {
        // An empty builder: what a web application reads and logs by default would come on top of what is chosen here.
        var builder = WebApplication.CreateEmptyBuilder(new()
        {
            ApplicationName = typeof(DunesServer).Assembly.GetName().Name,
            ContentRootPath = Directory.GetCurrentDirectory(),
            EnvironmentName = arguments.EnvironmentName,
        });
        builder.Configuration.AddServerSettings(arguments);
        var options = DunesConfiguration.Read(builder.Configuration);
        options.Storage.DataDirectory = options.DataPath;
        using var directory = DataDirectory.Acquire(options.DataPath);
        EnsurePortsFree(options, builder.Configuration);

        await using var app = Build(builder, options);
        CryptographyProviders.Tell(app.Services.GetRequiredService<ILoggerFactory>());
        try
        {
            await DatabaseMigrator.MigrateAsync(options.Storage, app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DatabaseMigrator)), CancellationToken.None);
            await app.StartAsync();
        }
        catch (Exception e)
        {
            throw StartErrors.Explain(e);
        }

        var url = options.PublicUrl ?? ListeningUrl(app);
        new ServerAddress(ListeningUrl(app), Environment.ProcessId, TimeProvider.System.GetUtcNow()).Write(directory.Path);
        try
        {
            if (await IsSealedAsync(app))
                await output.WriteLineAsync(ReadyMessage.Sealed);
            await output.WriteLineAsync(options.IsGateway
                ? ReadyMessage.ForGateway(url, directory.Path, directory.Path == Path.GetFullPath(new DunesOptions().DataDirectory), [.. options.Upstreams.Keys])
                : ReadyMessage.ForSilo(options.Cluster.SiloPort, directory.Path));
            await output.FlushAsync();
            await app.WaitForShutdownAsync();
        }
        finally
        {
            ServerAddress.Remove(directory.Path);
        }

        return ExitCodes.Success;
    }

    private static WebApplication Build(WebApplicationBuilder builder, DunesOptions options)
    {
        var otlp = OtlpTargets.Read(builder.Configuration);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddServerConsole(options.Logging);
        builder.WebHost.UseKestrel((context, kestrel) => kestrel.Configure(context.Configuration.GetSection("Kestrel")));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRouting();
        builder.AddCluster(options, traced: otlp.Traces);
        if (options.IsGateway)
            builder.AddDunesGateway(gateway => gateway.UpstreamNames.UnionWith(options.Upstreams.Keys));
        builder.Services.AddDunesTelemetry(otlp, options.Metrics.Enabled);

        var app = builder.Build();
        if (options.IsGateway)
            app.MapDunesGateway();
        else
            app.MapSiloHealth();
        app.MapMetrics(options);
        return app;
    }

    private static async Task<bool> IsSealedAsync(WebApplication app)
    {
        try
        {
            return (await app.Services.GetRequiredService<IGrainFactory>().GetGrain<IRootKeyGrain>(0).GetStatusAsync(caller: null)).Sealed;
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            // A client whose silos do not answer: readiness says that.
            return false;
        }
    }

    private static void EnsurePortsFree(DunesOptions options, IConfiguration configuration)
    {
        foreach (var url in DunesConfiguration.Urls(configuration))
        {
            var address = IPAddress.TryParse(url.Host, out var ip) ? ip : url.Host == "localhost" ? IPAddress.Loopback : IPAddress.Any;
            PortCheck.EnsureFree(address, url.Port, "HTTP", "Choose another with --urls, for instance --urls http://localhost:8081.");
        }

        if (!options.IsSilo)
            return;
        var listen = options.Storage.Provider == StorageProvider.Sqlite ? IPAddress.Loopback : IPAddress.Parse(options.Cluster.AdvertisedAddress);
        PortCheck.EnsureFree(listen, options.Cluster.SiloPort, "silo", "Choose another with Dunes:Cluster:SiloPort (environment: Dunes__Cluster__SiloPort).");
        PortCheck.EnsureFree(listen, options.Cluster.GatewayPort, "Orleans gateway", "Choose another with Dunes:Cluster:GatewayPort (environment: Dunes__Cluster__GatewayPort).");
    }

    /// <summary>The first address that is really listened on; what means every interface is called localhost.</summary>
    private static Uri ListeningUrl(WebApplication app)
    {
        var address = app.Urls.First()
            .Replace("//[::]", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
            .Replace("//+", "//localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal);
        return new(address);
    }
}

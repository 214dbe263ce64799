using Dunes.Abstractions.Audit;
using Dunes.Grains;
using Dunes.Grains.Keys;
using Dunes.Grains.RootKeys;
using Dunes.Grains.Sessions;
using Dunes.Server.Configuration;
using Dunes.Storage;
using Dunes.Storage.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace Dunes.Server.Hosting;

/// <summary>Makes the process a silo of the cluster, or a client of it.</summary>
internal static class ClusterMembership
{
    /// <summary>Adds storage, and the silo with its grains or the client.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="options">Validated options.</param>
    /// <param name="traced">Traces are exported: then calls between grains carry their trace along, which costs every call something.</param>
    public static void AddCluster(this WebApplicationBuilder builder, DunesOptions options, bool traced)
    {
        builder.Services.AddDunesStorage(options.Storage);
        if (options.IsSilo)
            builder.UseOrleans(silo => Configure(silo, options, traced));
        else
            builder.UseOrleansClient(client => Configure(client, options, traced));
        builder.Services.AddSecurityEvents();
    }

    private static void Configure(ISiloBuilder silo, DunesOptions options, bool traced)
    {
        silo.UseDunesStorage(options.Storage, options.Cluster);
        silo.Services.AddOptions<RootKeyOptions>().BindConfiguration($"{DunesOptions.Section}:{nameof(DunesOptions.RootKey)}");
        silo.Services.AddOptions<KeyOptions>().BindConfiguration($"{DunesOptions.Section}:{nameof(DunesOptions.Keys)}");
        silo.AddDunesGrains();
        silo.Services.AddDunesSessions();
        if (traced)
            silo.AddActivityPropagation();
    }

    private static void Configure(IClientBuilder client, DunesOptions options, bool traced)
    {
        client.UseDunesStorage(options.Storage, options.Cluster);
        if (traced)
            client.AddActivityPropagation();
    }
}

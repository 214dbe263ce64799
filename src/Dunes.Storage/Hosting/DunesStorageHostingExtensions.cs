using System.Net;
using Dunes.Storage.Databases;
using Dunes.Storage.Reminders;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Dunes.Storage.Hosting;

/// <summary>What Orleans keeps in the database: grain state, the cluster's members, reminders.</summary>
public static class DunesStorageHostingExtensions
{
    /// <summary>Name of the grain storage provider. It stores what it is given: state is sealed by a provider above it.</summary>
    public const string RawGrainStorage = "dunes-raw";

    private const string PostgreSqlInvariant = "Npgsql";

    // Orleans knows Microsoft.Data.Sqlite under the name of its predecessor.
    private const string SqliteInvariant = "System.Data.SQLite";

    /// <summary>Makes this process a silo on the database of <paramref name="options"/>. Needs <see cref="DunesStorageServiceCollectionExtensions.AddDunesStorage"/>.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="options">Validated options.</param>
    /// <param name="cluster">Validated options.</param>
    /// <returns><paramref name="silo"/>.</returns>
    public static ISiloBuilder UseDunesStorage(this ISiloBuilder silo, DunesStorageOptions options, DunesClusterOptions cluster)
    {
        var postgreSql = options.Provider == StorageProvider.PostgreSql;
        silo.AddAdoNetGrainStorage(RawGrainStorage, storage => storage.Configure<IDatabase>((settings, database) =>
        {
            settings.Invariant = postgreSql ? PostgreSqlInvariant : SqliteInvariant;
            settings.DataSource = database.Source;
            settings.DeleteStateOnClear = true;
        }));

        // A silo that dies is noticed within three seconds instead of twelve (measured with processes that were killed).
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            membership.NumMissedProbesLimit = 2;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        });

        return postgreSql ? silo.UsePostgreSqlCluster(cluster) : silo.UseSqliteCluster(cluster);
    }

    /// <summary>Makes this process a client of the silos on the database of <paramref name="options"/>. Needs <see cref="DunesStorageServiceCollectionExtensions.AddDunesStorage"/>.</summary>
    /// <param name="client">The client.</param>
    /// <param name="options">Validated options.</param>
    /// <param name="cluster">Validated options.</param>
    /// <returns><paramref name="client"/>.</returns>
    public static IClientBuilder UseDunesStorage(this IClientBuilder client, DunesStorageOptions options, DunesClusterOptions cluster)
    {
        if (options.Provider == StorageProvider.Sqlite)
            return client.UseLocalhostClustering(cluster.GatewayPort, cluster.ServiceId, cluster.ClusterId);

        return client
            .Configure<ClusterOptions>(ids => cluster.CopyTo(ids))
            .UseAdoNetClustering(clustering => clustering.Configure<IDatabase>((settings, database) =>
            {
                settings.Invariant = PostgreSqlInvariant;
                settings.DataSource = database.Source;
            }));
    }

    private static ISiloBuilder UsePostgreSqlCluster(this ISiloBuilder silo, DunesClusterOptions cluster) => silo
        .Configure<ClusterOptions>(ids => cluster.CopyTo(ids))
        .ConfigureEndpoints(IPAddress.Parse(cluster.AdvertisedAddress), cluster.SiloPort, cluster.GatewayPort)
        .UseAdoNetClustering(clustering => clustering.Configure<IDatabase>((settings, database) =>
        {
            settings.Invariant = PostgreSqlInvariant;
            settings.DataSource = database.Source;
        }))
        .UseAdoNetReminderService(reminders => reminders.Configure<IDatabase>((settings, database) =>
        {
            settings.Invariant = PostgreSqlInvariant;
            settings.DataSource = database.Source;
        }));

    private static ISiloBuilder UseSqliteCluster(this ISiloBuilder silo, DunesClusterOptions cluster)
    {
        silo.UseLocalhostClustering(cluster.SiloPort, cluster.GatewayPort, primarySiloEndpoint: null, cluster.ServiceId, cluster.ClusterId);
        silo.AddReminders();
        silo.Services.AddSingleton<IReminderTable, SqliteReminderTable>();
        return silo;
    }

    private static void CopyTo(this DunesClusterOptions cluster, ClusterOptions ids)
    {
        ids.ClusterId = cluster.ClusterId;
        ids.ServiceId = cluster.ServiceId;
    }
}

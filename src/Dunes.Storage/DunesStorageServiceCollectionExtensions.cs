using Dunes.Cryptography.RootKeys;
using Dunes.Storage.Audit;
using Dunes.Storage.Databases;
using Dunes.Storage.Keys;
using Dunes.Storage.RootKeys;
using Dunes.Storage.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Storage;

/// <summary>Registers what is durable.</summary>
public static class DunesStorageServiceCollectionExtensions
{
    /// <summary>
    /// Adds the stores over the database of <paramref name="options"/>, once per process. <see cref="Migrations.DatabaseMigrator"/> MUST have run before they are used.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="options">Validated options.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddDunesStorage(this IServiceCollection services, DunesStorageOptions options)
    {
        if (options.Provider == StorageProvider.PostgreSql)
        {
            services.AddSingleton(_ => new PostgreSqlDatabase(options));
            services.AddSingleton<IDatabase>(provider => provider.GetRequiredService<PostgreSqlDatabase>());
            services.AddSingleton<IJournalBatchWriter, PostgreSqlJournalBatchWriter>();
        }
        else
        {
            services.AddSingleton(_ => new SqliteDatabase(options));
            services.AddSingleton<IDatabase>(provider => provider.GetRequiredService<SqliteDatabase>());
            services.AddSingleton<IJournalBatchWriter, SqliteJournalBatchWriter>();
        }

        return services
            .AddSingleton<ISessionJournal, SessionJournal>()
            .AddSingleton<ISealedEntryStore, SealedEntryStore>()
            .AddSingleton<IContextIndex, ContextIndex>()
            .AddSingleton<IHeadStore, HeadStore>()
            .AddSingleton<ISecurityLog, SecurityLog>()
            .AddSingleton<IFindingStore, FindingStore>()
            .AddSingleton<IKeyIndex, KeyIndex>()
            .AddSingleton<IKeyVersionStore, KeyVersionStore>()
            .AddSingleton<IKeyUsageStore, KeyUsageStore>()
            .AddSingleton<IRootKeyStore, RootKeyStore>()
            .AddSingleton<IRootSealedStore, RootSealedStore>();
    }
}

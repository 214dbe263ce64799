using System.Data.Common;
using Dunes.Abstractions.Errors;
using Microsoft.Extensions.Logging;

namespace Dunes.Storage.Migrations;

/// <summary>Brings the database to the schema of this program, by numbered scripts that are embedded in it and run once each.</summary>
public static partial class DatabaseMigrator
{
    /// <summary>
    /// Runs the scripts that have not run yet, all or none, under a lock: any number of processes may start at once, one of them migrates.
    /// MUST be called before anything else touches the database.
    /// </summary>
    /// <param name="options">Validated options.</param>
    /// <param name="logger">Told which scripts ran.</param>
    /// <param name="cancellationToken">Gives up waiting for the database or the lock; a script that runs is not interrupted.</param>
    /// <exception cref="DunesException">
    /// <c>DUNES-STORE-001</c> (Unavailable): the database cannot be reached or opened. <c>DUNES-STORE-002</c> (Conflict): it was migrated by a newer program.
    /// <c>DUNES-STORE-005</c> (Integrity): a script failed; nothing was changed.
    /// </exception>
    public static async Task MigrateAsync(DunesStorageOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            await using IMigrationSession session = options.Provider == StorageProvider.PostgreSql
                ? await PostgreSqlMigrationSession.OpenAsync(options, cancellationToken)
                : await SqliteMigrationSession.OpenAsync(options);

            // The engine is synchronous.
            await Task.Run(() => Upgrade(session, logger), CancellationToken.None);
            await session.CommitAsync();
        }
        catch (DbException exception)
        {
            LogUnreachable(logger, exception, options.Provider);
            throw new DunesException(
                "DUNES-STORE-001", ErrorKind.Unavailable, $"The {options.Provider} database cannot be reached or opened: {Describe(exception)}");
        }
    }

    private static void Upgrade(IMigrationSession session, ILogger logger)
    {
        var prefix = $"{typeof(DatabaseMigrator).Namespace}.{session.Folder}.";
        var engine = session.Engine()
            .WithScriptsEmbeddedInAssembly(typeof(DatabaseMigrator).Assembly, name => name.StartsWith(prefix, StringComparison.Ordinal))
            .WithVariablesDisabled()
            .LogToNowhere()
            .Build();

        var unknown = engine.GetExecutedButNotDiscoveredScripts();
        if (unknown.Count > 0)
        {
            throw new DunesException(
                "DUNES-STORE-002",
                ErrorKind.Conflict,
                $"The database is newer than this program: it has had the migration {unknown[^1]}. Start a program of that version or newer.");
        }

        var result = engine.PerformUpgrade();
        if (!result.Successful)
        {
            LogFailed(logger, result.Error, result.ErrorScript?.Name ?? "?");
            throw new DunesException(
                "DUNES-STORE-005", ErrorKind.Integrity, $"The migration {result.ErrorScript?.Name} failed and was undone: {result.Error.Message}");
        }

        foreach (var script in result.Scripts)
            LogMigrated(logger, script.Name);
    }

    // The outer message of a driver often only says that something failed; the inner one says what.
    private static string Describe(DbException exception) =>
        exception.InnerException is { } inner ? $"{exception.Message} ({inner.Message})" : exception.Message;
}

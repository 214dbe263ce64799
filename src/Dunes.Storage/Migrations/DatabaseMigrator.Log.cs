using Microsoft.Extensions.Logging;

namespace Dunes.Storage.Migrations;

public static partial class DatabaseMigrator
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Migrated the database: {Script}")]
    private static partial void LogMigrated(ILogger logger, string script);

    [LoggerMessage(Level = LogLevel.Error, Message = "The migration {Script} failed and was undone")]
    private static partial void LogFailed(ILogger logger, Exception exception, string script);

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Provider} database cannot be reached or opened")]
    private static partial void LogUnreachable(ILogger logger, Exception exception, StorageProvider provider);
}

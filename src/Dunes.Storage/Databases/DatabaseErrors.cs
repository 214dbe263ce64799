using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Dunes.Storage.Databases;

/// <summary>What a database's error means.</summary>
internal static class DatabaseErrors
{
    /// <summary>A row with that key is there already.</summary>
    public static bool IsUniqueViolation(this DbException exception) => exception switch
    {
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SQLitePCL.raw.SQLITE_CONSTRAINT_PRIMARYKEY or SQLitePCL.raw.SQLITE_CONSTRAINT_UNIQUE,
        _ => false,
    };

    /// <summary>
    /// The database refused the values themselves (SQLSTATE class 22, data exception, or 23, integrity constraint): nothing was written, and the same
    /// values will be refused again.
    /// </summary>
    public static bool IsRefusal(this DbException exception) => exception switch
    {
        PostgresException postgres => postgres.SqlState.StartsWith("22", StringComparison.Ordinal) || postgres.SqlState.StartsWith("23", StringComparison.Ordinal),
        SqliteException sqlite => sqlite.SqliteErrorCode is SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_TOOBIG or SQLitePCL.raw.SQLITE_MISMATCH,
        _ => false,
    };
}

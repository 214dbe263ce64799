namespace Dunes.Storage;

/// <summary>Which database holds everything that is durable.</summary>
public enum StorageProvider
{
    /// <summary>One file in the data directory; one process.</summary>
    Sqlite,

    /// <summary>PostgreSQL 15 or newer; any number of processes.</summary>
    PostgreSql,
}

using System.ComponentModel.DataAnnotations;

namespace Dunes.Storage;

/// <summary>Section <c>Dunes:Storage</c>.</summary>
public sealed class DunesStorageOptions : IValidatableObject
{
    /// <summary>File name of the SQLite database in the data directory.</summary>
    public const string SqliteFileName = "dunes.db";

    /// <summary>Which database.</summary>
    /// <value>Default: <see cref="StorageProvider.Sqlite"/>.</value>
    [EnumDataType(typeof(StorageProvider))]
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>Where PostgreSQL is, in Npgsql's form. It may hold a password: it is never logged. SQLite takes none, its file is in the data directory.</summary>
    /// <value>Default: none.</value>
    public string? ConnectionString { get; set; }

    /// <summary>Folder of <see cref="SqliteFileName"/>: <c>Dunes:DataDirectory</c>, handed in by the host. It must exist.</summary>
    public string DataDirectory { get; set; } = "./data";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Provider == StorageProvider.PostgreSql && string.IsNullOrWhiteSpace(ConnectionString))
            yield return new ValidationResult("PostgreSql needs a connection string.", [nameof(ConnectionString)]);

        if (Provider == StorageProvider.Sqlite && !string.IsNullOrWhiteSpace(ConnectionString))
            yield return new ValidationResult("Sqlite takes no connection string: its file is in the data directory.", [nameof(ConnectionString)]);
    }
}

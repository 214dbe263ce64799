using System.Data.Common;
using Npgsql;

namespace Dunes.Storage.Databases;

/// <summary>PostgreSQL behind one data source, which owns the pool and the password.</summary>
internal sealed class PostgreSqlDatabase(DunesStorageOptions options) : IDatabase
{
    public NpgsqlDataSource DataSource { get; } = CreateDataSource(options);

    public DbDataSource Source => DataSource;

    /// <summary>A data source for <paramref name="options"/>; the caller disposes it.</summary>
    public static NpgsqlDataSource CreateDataSource(DunesStorageOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        settings.ApplicationName ??= "dunes";
        return NpgsqlDataSource.Create(settings);
    }

    public async Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await DataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await work(transaction);

        // Not cancelled from here on: a commit that was sent may have happened.
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    public ValueTask DisposeAsync() => DataSource.DisposeAsync();
}

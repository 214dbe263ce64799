using System.Data.Common;
using Dapper;

namespace Dunes.Storage.Databases;

/// <summary>Reading rows. Mapped by hand with the reader's typed getters, because those mean the same on both databases.</summary>
internal static class DatabaseReading
{
    /// <summary>All rows of a query.</summary>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(
        this IDatabase database, string sql, object? parameters, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, null, sql, parameters, map, cancellationToken);
    }

    /// <summary>All rows of a query within a transaction.</summary>
    public static Task<IReadOnlyList<T>> ReadAsync<T>(
        this DbTransaction transaction, string sql, object? parameters, Func<DbDataReader, T> map, CancellationToken cancellationToken) =>
        ReadAsync(transaction.Connection!, transaction, sql, parameters, map, cancellationToken);

    /// <summary>A column's bytes.</summary>
    public static byte[] GetBytes(this DbDataReader reader, int ordinal) => reader.GetFieldValue<byte[]>(ordinal);

    /// <summary>A column of Unix milliseconds.</summary>
    public static DateTimeOffset GetTime(this DbDataReader reader, int ordinal) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Clamp(reader.GetInt64(ordinal), DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    /// <summary>An id. SQLite holds it as text that anybody with the file can change: what is no id any more is the empty one, which nothing has.</summary>
    public static Guid GetId(this DbDataReader reader, int ordinal) =>
        reader.GetValue(ordinal) is Guid id || Guid.TryParse(reader.GetString(ordinal), out id) ? id : Guid.Empty;

    /// <summary>A number that is stored in fewer than 64 bits, or the nearest there is: SQLite holds 64, and cut off they would look like what was stored.</summary>
    public static int GetSmall(this DbDataReader reader, int ordinal) => int.CreateSaturating(reader.GetInt64(ordinal));

    /// <summary>A column of text, or null.</summary>
    public static string? GetText(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    /// <summary>A column of a number, or null.</summary>
    public static int? GetNumber(this DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetInt32(ordinal);

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(
        DbConnection connection, DbTransaction? transaction, string sql, object? parameters, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(map(reader));
        return rows;
    }
}

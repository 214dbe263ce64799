using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Dunes.Storage.Databases;

/// <summary>Inserts many rows with few statements: on PostgreSQL one round trip for hundreds of rows.</summary>
/// <param name="table">Table.</param>
/// <param name="columns">Its columns, in the order of the values.</param>
/// <param name="conflict">What follows the values, for instance an <c>ON CONFLICT</c> clause.</param>
internal sealed class RowInsert(string table, IReadOnlyList<string> columns, string conflict = "")
{
    // PostgreSQL takes 65,535 parameters. SQLite's library looks each one up by walking through all, and has no round trips to save.
    private const int MaxParameters = 30_000;
    private const int MaxSqliteParameters = 256;

    /// <summary>Inserts <paramref name="rows"/>, given as values in the order of the columns.</summary>
    public async Task ExecuteAsync(DbTransaction transaction, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var limit = transaction is SqliteTransaction ? MaxSqliteParameters : MaxParameters;
        foreach (var chunk in rows.Chunk(limit / columns.Count))
        {
            await using var command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
            var sql = new StringBuilder($"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ");
            sql.AppendJoin(", ", chunk.Select(row => $"({string.Join(", ", row.Select(value => AddParameter(command, value)))})"));
            command.CommandText = sql.Append(' ').Append(conflict).ToString();
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static string AddParameter(DbCommand command, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = $"@p{command.Parameters.Count}";
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        return parameter.ParameterName;
    }
}

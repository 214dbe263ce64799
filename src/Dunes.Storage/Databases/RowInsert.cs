using System.Data.Common;
using System.Text;

namespace Dunes.Storage.Databases;

/// <summary>Inserts many rows with few statements: one round trip for hundreds of rows, on both databases.</summary>
/// <param name="table">Table.</param>
/// <param name="columns">Its columns, in the order of the values.</param>
/// <param name="conflict">What follows the values, for instance an <c>ON CONFLICT</c> clause.</param>
internal sealed class RowInsert(string table, IReadOnlyList<string> columns, string conflict = "")
{
    // SQLite takes 32,766 parameters, PostgreSQL 65,535.
    private const int MaxParameters = 30_000;

    /// <summary>Inserts <paramref name="rows"/>, given as values in the order of the columns.</summary>
    public async Task ExecuteAsync(DbTransaction transaction, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        foreach (var chunk in rows.Chunk(MaxParameters / columns.Count))
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

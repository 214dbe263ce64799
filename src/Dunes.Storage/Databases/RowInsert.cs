using System.Data.Common;
using System.Text;
using Npgsql;

namespace Dunes.Storage.Databases;

/// <summary>
/// Inserts many rows with few statements. On PostgreSQL one statement whose parameters are whole columns: its text is the same for any number of rows, so that
/// it is parsed and planned once. SQLite has no round trips to save and looks each parameter up by walking through all: small statements.
/// </summary>
internal sealed class RowInsert
{
    private const int MaxSqliteParameters = 256;

    private readonly (string Name, string Type)[] columns;
    private readonly string into;
    private readonly string conflict;
    private readonly string unnest;

    /// <param name="table">Table.</param>
    /// <param name="columns">Its columns in the order of the values, each as "name type" with PostgreSQL's type.</param>
    /// <param name="conflict">What follows the values, for instance an <c>ON CONFLICT</c> clause.</param>
    public RowInsert(string table, IEnumerable<string> columns, string conflict = "")
    {
        this.columns = [.. columns.Select(column => column.Split(' ')).Select(parts => (parts[0], parts[1]))];
        this.conflict = conflict;
        into = $"INSERT INTO {table} ({string.Join(", ", this.columns.Select(column => column.Name))})";
        unnest = $"{into} SELECT * FROM unnest({string.Join(", ", Enumerable.Range(1, this.columns.Length).Select(i => $"${i}"))}) {conflict}";
    }

    /// <summary>Inserts <paramref name="rows"/>, given as values in the order of the columns.</summary>
    public Task ExecuteAsync(DbTransaction transaction, IEnumerable<object?[]> rows, CancellationToken cancellationToken) =>
        transaction is NpgsqlTransaction npgsql ? ExecuteAsync(npgsql, [.. rows], cancellationToken) : ExecuteInChunksAsync(transaction, rows, cancellationToken);

    private async Task ExecuteAsync(NpgsqlTransaction transaction, object?[][] rows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(unnest, transaction.Connection, transaction);
        for (var i = 0; i < columns.Length; i++)
        {
            var column = i;
            command.Parameters.Add(columns[i].Type switch
            {
                "uuid" => Values<Guid?>(rows, column),
                "text" => Values<string?>(rows, column),
                "bigint" => Values<long?>(rows, column),
                "integer" => Values<int?>(rows, column),
                "boolean" => Values<bool?>(rows, column),
                "bytea" => Values<byte[]?>(rows, column),
                var other => throw new NotSupportedException($"No column of type {other} is inserted so far."),
            });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter<T[]> Values<T>(object?[][] rows, int column) => new() { TypedValue = Array.ConvertAll(rows, row => (T)row[column]!) };

    private async Task ExecuteInChunksAsync(DbTransaction transaction, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        foreach (var chunk in rows.Chunk(MaxSqliteParameters / columns.Length))
        {
            await using var command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
            var sql = new StringBuilder(into).Append(" VALUES ");
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

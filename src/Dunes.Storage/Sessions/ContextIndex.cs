using System.Buffers.Text;
using System.Text;
using Dapper;
using Dunes.Abstractions.Errors;
using Dunes.Storage.Databases;

namespace Dunes.Storage.Sessions;

/// <summary>Table <c>contexts</c>.</summary>
internal sealed class ContextIndex(IDatabase database) : IContextIndex
{
    public Task AddAsync(ContextRow row, CancellationToken cancellationToken) => database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "INSERT INTO contexts (context_id, tenant, opened_at) VALUES (@ContextId, @Tenant, @OpenedAt) ON CONFLICT (context_id) DO NOTHING",
            new { row.ContextId, row.Tenant, OpenedAt = row.OpenedAt.ToUnixTimeMilliseconds() },
            transaction,
            cancellationToken: cancellationToken)),
        cancellationToken);

    public async Task<ContextRow?> FindAsync(string contextId, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            "SELECT context_id, tenant, opened_at FROM contexts WHERE context_id = @contextId",
            new { contextId },
            reader => new ContextRow(reader.GetString(0), reader.GetString(1), reader.GetTime(2)),
            cancellationToken);
        return rows.SingleOrDefault();
    }

    public async Task<(IReadOnlyList<ContextRow> Rows, string? Cursor)> ListAsync(string tenant, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var (time, id) = cursor is null ? (long.MaxValue, "") : DecodeCursor(cursor);
        var rows = await database.ReadAsync(
            """
            SELECT context_id, tenant, opened_at FROM contexts
            WHERE tenant = @tenant AND (opened_at, context_id) < (@time, @id)
            ORDER BY opened_at DESC, context_id DESC
            LIMIT @next
            """,
            new { tenant, time, id, next = limit + 1L },
            reader => new ContextRow(reader.GetString(0), reader.GetString(1), reader.GetTime(2)),
            cancellationToken);

        // One row more than asked for tells whether there is another page.
        return rows.Count <= limit ? (rows, null) : ([.. rows.Take(limit)], EncodeCursor(rows[limit - 1]));
    }

    public Task<IReadOnlyList<string>> ReadTenantsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync("SELECT DISTINCT tenant FROM contexts ORDER BY tenant", null, reader => reader.GetString(0), cancellationToken);

    private static string EncodeCursor(ContextRow last) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{last.OpenedAt.ToUnixTimeMilliseconds()}:{last.ContextId}"));

    private static (long Time, string Id) DecodeCursor(string cursor)
    {
        if (Base64Url.IsValid(cursor)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(':', 2) is [var time, var id]
            && long.TryParse(time, out var milliseconds)
            && !id.Contains('\0'))
        {
            return (milliseconds, id);
        }

        throw new DunesException("DUNES-STORE-004", ErrorKind.Invalid, "The cursor is not one that a page of this list gave.");
    }
}

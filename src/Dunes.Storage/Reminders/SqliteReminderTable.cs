using System.Data.Common;
using Dapper;
using Dunes.Storage.Databases;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Dunes.Storage.Reminders;

/// <summary>Table <c>reminders</c>: lets reminders outlive the process where Orleans has no provider for the database.</summary>
internal sealed class SqliteReminderTable(IDatabase database, IOptions<ClusterOptions> cluster) : IReminderTable
{
    private const string Select = "SELECT grain_id, name, start_at, period, etag FROM reminders WHERE service_id = @ServiceId";

    private string ServiceId => cluster.Value.ServiceId;

    public async Task<ReminderTableData> ReadRows(GrainId grainId) => new(await ReadAsync(
        $"{Select} AND grain_id = @GrainId", new { ServiceId, GrainId = grainId.ToString() }));

    public async Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        // (begin, end] on a ring: a range that does not rise goes over its end.
        var range = begin < end ? "grain_hash > @begin AND grain_hash <= @end" : "(grain_hash > @begin OR grain_hash <= @end)";
        return new ReminderTableData(await ReadAsync($"{Select} AND {range}", new { ServiceId, begin = (long)begin, end = (long)end }));
    }

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        var rows = await ReadAsync(
            $"{Select} AND grain_id = @GrainId AND name = @reminderName", new { ServiceId, GrainId = grainId.ToString(), reminderName });
        return rows.SingleOrDefault();
    }

    public Task<string?> UpsertRow(ReminderEntry entry) => database.WriteAsync<string?>(
        async transaction =>
        {
            var etag = Guid.NewGuid().ToString("N");
            await transaction.Connection!.ExecuteAsync(
                """
                INSERT INTO reminders (service_id, grain_id, name, grain_hash, start_at, period, etag)
                VALUES (@ServiceId, @GrainId, @ReminderName, @Hash, @StartAt, @Period, @etag)
                ON CONFLICT DO UPDATE SET start_at = excluded.start_at, period = excluded.period, etag = excluded.etag
                """,
                new
                {
                    ServiceId,
                    GrainId = entry.GrainId.ToString(),
                    entry.ReminderName,
                    Hash = (long)entry.GrainId.GetUniformHashCode(),
                    StartAt = entry.StartAt.Ticks,
                    Period = entry.Period.Ticks,
                    etag,
                },
                transaction);
            return etag;
        },
        CancellationToken.None);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => database.WriteAsync(
        async transaction => await transaction.Connection!.ExecuteAsync(
            "DELETE FROM reminders WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @reminderName AND etag = @eTag",
            new { ServiceId, GrainId = grainId.ToString(), reminderName, eTag },
            transaction) == 1,
        CancellationToken.None);

    public Task TestOnlyClearTable() => database.WriteAsync(
        transaction => transaction.Connection!.ExecuteAsync("DELETE FROM reminders WHERE service_id = @ServiceId", new { ServiceId }, transaction),
        CancellationToken.None);

    private Task<IReadOnlyList<ReminderEntry>> ReadAsync(string sql, object parameters) => database.ReadAsync(sql, parameters, ToEntry, CancellationToken.None);

    private static ReminderEntry ToEntry(DbDataReader reader) => new()
    {
        GrainId = GrainId.Parse(reader.GetString(0)),
        ReminderName = reader.GetString(1),
        StartAt = new DateTime(reader.GetInt64(2), DateTimeKind.Utc),
        Period = TimeSpan.FromTicks(reader.GetInt64(3)),
        ETag = reader.GetString(4),
    };
}

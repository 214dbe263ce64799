using System.Diagnostics;
using Dunes.EndToEnd.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace Dunes.EndToEnd.Tests.Records;

/// <summary>Reads <c>security_logs</c> of a server on SQLite, beside the running server.</summary>
internal static class SecurityLog
{
    private static readonly TimeSpan StoredWithin = TimeSpan.FromSeconds(60);

    /// <summary>As <see cref="Read"/>, when there are so many events, or as many as there are after a minute.</summary>
    public static async Task<IReadOnlyList<(string? Code, string? Detail)>> ReadAsync(DunesProcess server, string eventType, int count)
    {
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            var events = Read(server, eventType);
            if (events.Count >= count || Stopwatch.GetElapsedTime(started) > StoredWithin)
                return events;
            await Task.Delay(100);
        }
    }

    /// <summary>Events of a type in the order they happened: code and detail.</summary>
    public static IReadOnlyList<(string? Code, string? Detail)> Read(DunesProcess server, string eventType)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(server.DataDirectory, "dunes.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT status_code, status_detail FROM security_logs WHERE event_type = $type ORDER BY timestamp, id";
        command.Parameters.AddWithValue("$type", eventType);
        using var reader = command.ExecuteReader();
        var rows = new List<(string?, string?)>();
        while (reader.Read())
            rows.Add((reader.IsDBNull(0) ? null : reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1)));
        return rows;
    }
}

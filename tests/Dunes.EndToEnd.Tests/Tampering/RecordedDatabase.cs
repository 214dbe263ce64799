using Dunes.EndToEnd.Tests.Hosting;
using Dunes.EndToEnd.Tests.Records;
using Dunes.EndToEnd.Tests.Upstreams;
using Dunes.EndToEnd.Tests.Wire;
using Microsoft.Data.Sqlite;

namespace Dunes.EndToEnd.Tests.Tampering;

/// <summary>A server on SQLite with contexts in several signed batches, whose data can be put back as often as a test has damaged it.</summary>
public sealed class RecordedDatabase : IAsyncLifetime
{
    private const int Contexts = 40;
    private const int CallsBetweenHeads = 2;
    private const int Heads = 8;

    private readonly DirectoryInfo kept = Directory.CreateTempSubdirectory("dunes-kept-");
    private HttpUpstream upstream = null!;

    /// <summary>The server; it stands still between tests.</summary>
    public DunesProcess Server { get; private set; } = null!;

    /// <summary>Its contexts.</summary>
    public IReadOnlyList<string> Ids { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        upstream = await HttpUpstream.StartAsync();
        Server = await DunesProcess.StartAsync(upstream.Settings(), "--no-demo");
        using (var agent = await Server.HttpAsync("agent"))
        using (var auditor = await Auditor.OfAsync(Server))
        {
            var sessions = await Task.WhenAll(Enumerable.Range(0, Contexts).Select(_ => LegacySession.OpenAsync(agent, "http")));
            Ids = [.. sessions.Select(session => session.Id)];
            for (var head = 0; head < Heads; head++)
            {
                await Task.WhenAll(sessions.Select(async session =>
                {
                    for (var call = 0; call < CallsBetweenHeads; call++)
                        await session.EchoAsync($"head {head} call {call}");
                }));
                await Task.WhenAll(sessions.Select(session => auditor.VerifySignedAsync(session.Id)));
            }
        }

        Assert.Equal(0, await Server.StopAsync());
        Copy(Server.DataDirectory, kept.FullName);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        upstream.Dispose();
        kept.Delete(recursive: true);
    }

    /// <summary>The database of the server, which may be running.</summary>
    public SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Server.DataDirectory, "dunes.db")};Pooling=False;Default Timeout=10");
        connection.Open();
        return connection;
    }

    /// <summary>Puts the data back as it was recorded; the server must not run.</summary>
    public void Restore()
    {
        Directory.Delete(Server.DataDirectory, recursive: true);
        Copy(kept.FullName, Server.DataDirectory);
    }

    /// <summary>Puts contexts, entries, heads, batches and headers back as they were recorded, under the running server.</summary>
    public void RestoreRecords(SqliteConnection db)
    {
        Execute(db, $"ATTACH '{Path.Combine(kept.FullName, "dunes.db")}' AS kept");
        Execute(db, "BEGIN IMMEDIATE");
        foreach (var table in (string[])["contexts", "session_entries", "context_heads", "head_batches"])
            Execute(db, $"DELETE FROM main.{table}; INSERT INTO main.{table} SELECT * FROM kept.{table}");
        Execute(db, "UPDATE main.OrleansStorage SET PayloadBinary = k.PayloadBinary FROM kept.OrleansStorage k WHERE k.rowid = main.OrleansStorage.rowid AND k.PayloadBinary <> main.OrleansStorage.PayloadBinary");
        Execute(db, "COMMIT");
        Execute(db, "DETACH kept");
    }

    private static void Execute(SqliteConnection db, string statement)
    {
        using var command = db.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }
}

using System.Diagnostics;
using Npgsql;
using Xunit;

namespace Dunes.Testing;

/// <summary>
/// A real PostgreSQL of its own in a temporary folder, on a free loopback port. It ends with the process that started it, however that ends:
/// a shell watches the server and waits on a pipe that only this process holds open.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    // The shell runs as the user that owns the data, and leaves nothing behind: neither server nor folder.
    private const string Watchdog =
        """
        set -e
        folder=$(mktemp -d "$1/dunes-pg.XXXXXX")
        trap 'rm -rf "$folder"' EXIT
        "$2/initdb" --pgdata="$folder/data" --username=dunes --auth=trust --encoding=UTF8 --locale=C --no-sync >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
        "$2/postgres" -D "$folder/data" -p "$3" -k "$folder" -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync="$4" -c synchronous_commit="$4" </dev/null >"$folder/log" 2>&1 &
        server=$!
        echo started
        read -r _ || true
        kill -QUIT "$server" 2>/dev/null || true
        wait "$server" || true
        """;

    private static readonly string? Binaries = FindBinaries();

    private readonly int port = FreePort.Next();
    private Process? watchdog;
    private int databases;

    /// <summary>Whether commits wait for the disk. Tests do not need it; measurements do.</summary>
    public bool Durable { get; init; }

    /// <summary>Why there is no server, or null: <c>if (PostgresServer.Missing is { } reason) Assert.Skip(reason)</c>.</summary>
    public static string? Missing => Binaries is null ? "PostgreSQL is not installed: neither initdb in PATH nor /usr/lib/postgresql/*/bin." : null;

    /// <summary>Starts the server; does nothing when PostgreSQL is not installed.</summary>
    public async ValueTask InitializeAsync()
    {
        if (Binaries is null)
            return;

        string[] shell = ["sh", "-c", Watchdog, "sh", Path.GetTempPath().TrimEnd('/'), Binaries, $"{port}", Durable ? "on" : "off"];

        // The server refuses to run as root.
        string[] command = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", .. shell] : shell;
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        watchdog = Process.Start(start)!;
        var answer = await watchdog.StandardOutput.ReadLineAsync();
        if (answer != "started")
            throw new InvalidOperationException($"PostgreSQL could not be set up: {answer} {await watchdog.StandardOutput.ReadToEndAsync()}");

        await WaitUntilReadyAsync();
    }

    /// <summary>A new, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref databases)}";
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));

        // Nothing is connected to this template, ever; autovacuum may be to the other, which is then "being accessed by other users".
        await using var command = source.CreateCommand($"CREATE DATABASE {name} TEMPLATE template0");
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (watchdog is null)
            return;

        watchdog.StandardInput.Close();
        await watchdog.WaitForExitAsync();
        watchdog.Dispose();
    }

    private static string? FindBinaries()
    {
        const string debian = "/usr/lib/postgresql";
        var installed = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            : Enumerable.Empty<string>();
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return installed.Select(folder => Path.Combine(folder, "bin")).Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={port};Username=dunes;Database={database};Include Error Detail=true;Timeout=60;Command Timeout=120";

    private async Task WaitUntilReadyAsync()
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync();
                return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(3) && !watchdog!.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Dunes.Testing;

namespace Dunes.EndToEnd.Tests.Hosting;

/// <summary>
/// A server: the built executable as a child process, on a data directory of its own and on free ports. It can be stopped, killed and started
/// again on the same data and ports. Whatever happens, it does not outlive the tests.
/// </summary>
public sealed class DunesProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);

    // The server gives itself 30 seconds; a busy machine takes its time before and after.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan AuditedWithin = TimeSpan.FromMinutes(1);

    // The last of the lines that `serve` prints when it is ready: where its data is.
    private const string LastReadyLine = "  data ";

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("dunes-test-");
    private readonly Dictionary<string, string> settings;
    private readonly string[] arguments;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> error = new();
    private Process? process;
    private Watchdog? watchdog;

    private DunesProcess(IReadOnlyDictionary<string, string>? settings, string[] arguments)
    {
        this.arguments = arguments;
        HttpPort = FreePort.Next();
        this.settings = new()
        {
            ["Dunes__DataDirectory"] = DataDirectory,
            ["Dunes__Cluster__SiloPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
            ["Dunes__Cluster__GatewayPort"] = FreePort.Next().ToString(CultureInfo.InvariantCulture),
            ["ASPNETCORE_URLS"] = $"http://localhost:{HttpPort}",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
            this.settings[key.Replace(":", "__", StringComparison.Ordinal)] = value;
    }

    /// <summary>Port of the gateway.</summary>
    public int HttpPort { get; }

    /// <summary>Address of the gateway, with a slash at the end.</summary>
    public Uri Url => new($"http://localhost:{HttpPort}/");

    /// <summary>Its data; deleted at the end.</summary>
    public string DataDirectory => Path.Combine(directory.FullName, "data");

    /// <summary>The operating system's number of the process.</summary>
    public int Pid => Running.Id;

    /// <summary>From the start of the process until it said that it is ready.</summary>
    public TimeSpan TimeToReady { get; private set; }

    /// <summary>Everything it has written so far, of all its starts.</summary>
    public string Log => $"--- stdout\n{string.Join('\n', output)}\n--- stderr\n{string.Join('\n', error)}";

    /// <summary>What it wrote on standard output.</summary>
    public string Output => string.Join('\n', output);

    private Process Running => process ?? throw new InvalidOperationException("The server does not run.");

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="settings">Settings (<c>Dunes:Storage:Provider</c>, …) that are added to the defaults or replace them.</param>
    /// <param name="arguments">Arguments after <c>dunes serve</c>.</param>
    public static async Task<DunesProcess> StartAsync(IReadOnlyDictionary<string, string>? settings = null, params string[] arguments)
    {
        var server = new DunesProcess(settings, arguments);
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again on the same data and ports, after <see cref="StopAsync"/> or <see cref="Kill"/>, with these settings changed.</summary>
    public async Task StartAgainAsync(params (string Key, string Value)[] changed)
    {
        foreach (var (key, value) in changed)
            settings[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        if (process is not null)
            throw new InvalidOperationException("The server runs already.");
        // Of this start alone: the end of the process before may be told only now.
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var clock = Stopwatch.StartNew();
        process = new() { StartInfo = DunesCli.StartInfo(["serve", .. arguments], settings, directory.FullName), EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Take(line.Data, output, ready);
        process.ErrorDataReceived += (_, line) => Take(line.Data, error, ready);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("The server ended before it was ready."));
        process.Start();
        watchdog = new(process.Id);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await ready.Task.WaitAsync(StartTimeout);
            TimeToReady = clock.Elapsed;
        }
        catch (Exception e)
        {
            Kill();
            Assert.Fail($"The server did not start: {e.Message}\n{Log}");
        }
    }

    /// <summary>A token of a role for this server.</summary>
    public async Task<string> TokenAsync(string role, params string[] more)
    {
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            var result = await CliAsync(["token", "--role", role, .. more]);

            // A caller waits two seconds for the event to be durable; the first event of a cold server may take longer. Nothing is issued then.
            if (!result.Error.Contains("DUNES-AUDIT-001", StringComparison.Ordinal) || Stopwatch.GetElapsedTime(started) > AuditedWithin)
                return result.Expect(0).Output.Trim();
            await Task.Delay(500);
        }
    }

    /// <summary>Runs a command against this server, by its data directory.</summary>
    public Task<CommandResult> CliAsync(params string[] command) => DunesCli.RunAsync([.. command, "--data", DataDirectory]);

    /// <summary>A client with a token of this role, or without one.</summary>
    public async Task<HttpClient> HttpAsync(string? role = null)
    {
        var http = new HttpClient { BaseAddress = Url };
        if (role is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(role));
        return http;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed. Returns when the process is gone.</summary>
    public void Kill()
    {
        Running.Kill();
        Ended();
    }

    /// <summary>SIGTERM; returns the exit code, and fails when the server has not ended two minutes later.</summary>
    public async Task<int> StopAsync()
    {
        var running = Running;
        using (var kill = Process.Start("kill", ["-TERM", running.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        using var timeout = new CancellationTokenSource(StopTimeout);
        try
        {
            await running.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            Assert.Fail($"The server did not stop within {StopTimeout.TotalSeconds} s.\n{Log}");
        }

        var exitCode = running.ExitCode;
        Ended();
        return exitCode;
    }

    /// <summary>Kills the server if it still runs, and deletes its data. What it wrote becomes the test's output, which is shown when the test fails.</summary>
    public ValueTask DisposeAsync()
    {
        if (process is not null)
            Kill();
        TestContext.Current.TestOutputHelper?.WriteLine(Log);
        directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private void Take(string? line, ConcurrentQueue<string> lines, TaskCompletionSource ready)
    {
        if (line is null)
            return;
        lines.Enqueue(line);
        if (lines == output && line.StartsWith(LastReadyLine, StringComparison.Ordinal))
            ready.TrySetResult();
    }

    private void Ended()
    {
        Running.WaitForExit();
        watchdog?.Dispose();
        watchdog = null;
        process!.Dispose();
        process = null;
    }
}

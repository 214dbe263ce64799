using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Upstreams.Stdio;

/// <summary>A running stdio server: one JSON-RPC message a line in and out; what it writes to stderr goes to the log.</summary>
internal sealed partial class StdioProcess : IAsyncDisposable
{
    private const int LongestLogLine = 4096;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // What a program needs to run at all. Everything else stays here, above all this server's own settings and secrets.
    private static readonly string[] Inherited =
    [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "LANG", "LC_ALL", "TZ", "TMPDIR", "DOTNET_ROOT",
        "PATHEXT", "SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PROGRAMFILES",
    ];

    private readonly Process process;
    private readonly SemaphoreSlim writing = new(1);
    private readonly string upstream;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource gone = new();
    private readonly Task errors;

    private StdioProcess(Process process, string upstream, TimeProvider time, ILogger logger)
    {
        this.process = process;
        this.upstream = upstream;
        this.time = time;
        this.logger = logger;
        errors = LogErrorsAsync();
    }

    /// <summary>Its output has ended. Guarded by the connection.</summary>
    public bool HasEnded { get; set; }

    /// <summary>The process is gone: reading its output ends.</summary>
    public CancellationToken Gone => gone.Token;

    /// <summary>What it writes to its standard output.</summary>
    public Stream Output => process.StandardOutput.BaseStream;

    /// <summary>Starts the command of an upstream. Throws <c>DUNES-UP-009</c> when that is not possible.</summary>
    public static StdioProcess Start(string name, UpstreamOptions options, TimeProvider time, ILogger logger)
    {
        var start = new ProcessStartInfo(options.Command!, options.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        foreach (var variable in start.Environment.Keys.Where(v => !Inherited.Contains(v, StringComparer.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(variable);
        foreach (var (variable, value) in options.Environment)
            start.Environment[variable] = value;
        try
        {
            var started = Process.Start(start) ?? throw UpstreamError.NotStarted(name);
            LogStarted(logger, name, started.Id);
            return new StdioProcess(started, name, time, logger);
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            LogNotStarted(logger, e, name);
            throw UpstreamError.NotStarted(name);
        }
    }

    /// <summary>Writes one message. Line ends within it can only stand between tokens, where a space means the same.</summary>
    public async Task WriteAsync(byte[] json, CancellationToken cancellationToken)
    {
        var line = new byte[json.Length + 1];
        json.CopyTo(line, 0);
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        line[^1] = (byte)'\n';
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A message that was begun is written to its end: half a line would garble the next one.
            var input = process.StandardInput.BaseStream;
            await input.WriteAsync(line, CancellationToken.None).ConfigureAwait(false);
            await input.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Closes its input, gives it two seconds to end, then kills it with all it has started.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has closed its end already.
        }
        using (var patience = new CancellationTokenSource(Grace, time))
        {
            try
            {
                await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                Kill();
            }
        }
        // What it started may live on and hold its pipes open; nobody waits for that.
        await gone.CancelAsync().ConfigureAwait(false);
        await errors.ConfigureAwait(false);
        process.Dispose();
    }

    private void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
            LogKilled(upstream);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            LogNotKilled(e, upstream);
        }
    }

    private async Task LogErrorsAsync()
    {
        try
        {
            await foreach (var (line, _) in LineReader.ReadAsync(process.StandardError.BaseStream, LongestLogLine, gone.Token).ConfigureAwait(false))
            {
                if (logger.IsEnabled(LogLevel.Debug))
                    LogError(upstream, Encoding.UTF8.GetString(line));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            LogErrorsLost(e, upstream);
        }
    }
}

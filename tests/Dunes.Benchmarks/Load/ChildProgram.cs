using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Dunes.Benchmarks.Load;

/// <summary>A program of this solution as a child process that listens on a port; killed at the end.</summary>
internal sealed class ChildProgram : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly Process process;

    private ChildProgram(Process process) => this.process = process;

    /// <summary>Starts <c>dotnet assembly arguments</c> and waits until the port answers.</summary>
    public static async Task<ChildProgram> StartAsync(string assembly, int port, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var started = Process.Start(start)!;
        started.OutputDataReceived += (_, _) => { };
        started.BeginOutputReadLine();
        var child = new ChildProgram(started);
        var clock = Stopwatch.StartNew();
        while (!await AnswersAsync(port))
        {
            if (started.HasExited || clock.Elapsed > StartTimeout)
            {
                child.Dispose();
                throw new InvalidOperationException($"{assembly} did not start.");
            }
            await Task.Delay(50);
        }
        return child;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

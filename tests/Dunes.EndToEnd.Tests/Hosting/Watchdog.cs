using System.Diagnostics;
using System.Globalization;

namespace Dunes.EndToEnd.Tests.Hosting;

/// <summary>
/// Kills a process when this one ends in whatever way: a shell waits for the end of a pipe of which only we hold the other side.
/// (The kernel's parent-death signal would be sent as soon as the thread that started the child ends.)
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private readonly Process? shell;

    public Watchdog(int pid)
    {
        if (OperatingSystem.IsWindows())
            return;
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("trap '' INT TERM HUP; read -r done || kill -KILL \"$1\" 2>/dev/null");
        start.ArgumentList.Add("watchdog");
        start.ArgumentList.Add(pid.ToString(CultureInfo.InvariantCulture));
        shell = Process.Start(start);
    }

    /// <summary>The process is over: there is nothing to kill, and its number may be somebody else's soon.</summary>
    public void Dispose()
    {
        if (shell is null)
            return;
        shell.StandardInput.WriteLine("done");
        shell.WaitForExit();
        shell.Dispose();
    }
}

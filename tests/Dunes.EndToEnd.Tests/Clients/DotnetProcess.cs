using System.Diagnostics;

namespace Dunes.EndToEnd.Tests.Clients;

/// <summary>
/// A program of this solution as a child process, run as <c>dotnet Program.dll</c> from the tests' own folder.
/// Disposing it kills what still runs. Its stderr goes to the test output's stderr.
/// </summary>
internal sealed class DotnetProcess : IDisposable
{
    public static readonly string Host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private readonly Process process;

    public DotnetProcess(string assembly, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(Host, [PathOf(assembly), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        process = Process.Start(start)!;
    }

    public StreamWriter Input => process.StandardInput;

    public StreamReader Output => process.StandardOutput;

    public static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll");

    /// <summary>Waits for the process to end by itself and returns its exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}

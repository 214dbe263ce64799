using System.Diagnostics;

namespace Dunes.EndToEnd.Tests.Hosting;

/// <summary>Runs a command of the built executable to its end.</summary>
public static class DunesCli
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <summary>Runs <c>dunes</c> with these arguments in an environment without settings of ours.</summary>
    public static Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Runs <c>dunes</c> with these environment variables and arguments, in an empty directory.</summary>
    public static async Task<CommandResult> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var directory = Directory.CreateTempSubdirectory("dunes-cli-");
        try
        {
            using var process = Process.Start(StartInfo(arguments, environment, directory.FullName))!;
            using var watchdog = new Watchdog(process.Id);
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            using var timeout = new CancellationTokenSource(Timeout);
            try
            {
                await process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"dunes {string.Join(' ', arguments)} did not end.\n--- stdout\n{await output}\n--- stderr\n{await error}");
            }

            return new(process.ExitCode, await output, await error);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    internal static ProcessStartInfo StartInfo(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string directory)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(BuiltServer.Assembly);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    // Settings of the machine that runs the tests would change what is tested.
    private static bool IsOurs(string name) =>
        name.StartsWith("Dunes__", StringComparison.OrdinalIgnoreCase) || name.StartsWith("OTEL_", StringComparison.Ordinal)
        || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal) || name.StartsWith("Logging__", StringComparison.OrdinalIgnoreCase)
        || name is "DUNES_URL" or "DUNES_TOKEN" or "DOTNET_ENVIRONMENT";
}

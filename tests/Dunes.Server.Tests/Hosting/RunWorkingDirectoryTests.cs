using System.Diagnostics;
using Dunes.Testing;

namespace Dunes.Server.Tests.Hosting;

[Collection(ProcessesCollection.Name)]
public sealed class RunWorkingDirectoryTests
{
    [Fact]
    public async Task Dotnet_run_keeps_data_and_settings_where_the_user_stands()
    {
        using var folder = new TemporaryFolder();
        var project = Path.Combine(Repository.Root, "src", "Dunes.Server", "Dunes.Server.csproj");
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-getProperty:RunWorkingDirectory"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(folder.Path, output.Trim());
    }
}

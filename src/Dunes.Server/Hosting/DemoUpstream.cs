using Dunes.Server.Configuration;
using Microsoft.Extensions.Configuration;

namespace Dunes.Server.Hosting;

/// <summary>The demo upstream that ships in the folder <c>demo</c> beside the server, so that the first call needs nothing else.</summary>
internal static class DemoUpstream
{
    /// <summary>Name of the upstream.</summary>
    public const string Name = "demo";

    private const string Section = $"{DunesOptions.Section}:Upstreams:{Name}";

    /// <summary>Adds it as the upstream <c>demo</c>, unless one of that name is configured or it was not shipped.</summary>
    public static void AddTo(IConfiguration configuration)
    {
        var program = Path.Combine(AppContext.BaseDirectory, Name, "Dunes.DemoUpstream.dll");
        if (configuration.GetSection(Section).Exists() || !File.Exists(program))
            return;
        configuration[$"{Section}:Command"] = DotNetHost();
        configuration[$"{Section}:Arguments:0"] = program;
    }

    /// <summary>The <c>dotnet</c> that runs this process: the runtime is known to be there, the search path may name another or none.</summary>
    private static string DotNetHost()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        if (Path.GetFileName(Environment.ProcessPath) == name)
            return Environment.ProcessPath!;

        // <root>/shared/Microsoft.NETCore.App/<version>/, started through the executable's own host.
        var root = new DirectoryInfo(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory()).Parent?.Parent?.Parent;
        return root is not null && File.Exists(Path.Combine(root.FullName, name)) ? Path.Combine(root.FullName, name) : name;
    }
}

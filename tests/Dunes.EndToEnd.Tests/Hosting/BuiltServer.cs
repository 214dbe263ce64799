using System.Reflection;

namespace Dunes.EndToEnd.Tests.Hosting;

/// <summary>Where the build left the executable: the same configuration as these tests.</summary>
internal static class BuiltServer
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary><c>dunes.dll</c>.</summary>
    public static string Assembly { get; } = Path.Combine(Repository, "src", "Dunes.Server", "bin", Configuration, "net10.0", "dunes.dll");

    private static string Configuration =>
        typeof(BuiltServer).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static string FindRepository()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "Dunes.Cluster.sln")))
                return directory.FullName;
        throw new InvalidOperationException("The tests run outside of the repository.");
    }
}

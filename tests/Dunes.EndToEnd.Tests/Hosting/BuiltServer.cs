using System.Reflection;
using Dunes.Testing;

namespace Dunes.EndToEnd.Tests.Hosting;

/// <summary>Where the build left the executable: the same configuration as these tests.</summary>
internal static class BuiltServer
{
    /// <summary><c>dunes.dll</c>.</summary>
    public static string Assembly { get; } = Path.Combine(Repository.Root, "src", "Dunes.Server", "bin", Configuration, "net10.0", "dunes.dll");

    private static string Configuration =>
        typeof(BuiltServer).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
}

namespace Dunes.Testing;

/// <summary>The clone that the tests were built in.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "Dunes.Cluster.sln")))
                return directory.FullName;
        throw new InvalidOperationException("The tests run outside of the repository.");
    }
}

namespace Dunes.Testing;

/// <summary>Finds the published test vectors: in <c>DUNES_VECTORS</c>, or in <c>../shared/vectors</c> beside the repository.</summary>
public static class Vectors
{
    /// <summary>Their folder, or null when there is none; tests that need them then skip, saying <see cref="Missing"/>.</summary>
    public static string? Root { get; } = Find();

    /// <summary>Why a test is skipped.</summary>
    public static string Missing => "Test vectors not found: set DUNES_VECTORS to their folder.";

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("DUNES_VECTORS") is { Length: > 0 } configured)
            return Directory.Exists(configured) ? configured : null;

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Dunes.Cluster.sln")))
                continue;

            var beside = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "vectors"));
            return Directory.Exists(beside) ? beside : null;
        }

        return null;
    }
}

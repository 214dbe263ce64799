using System.Text.Json;
using Xunit;

namespace Dunes.Testing;

/// <summary>Published test vectors: in <c>DUNES_VECTORS</c>, or in <c>../shared/vectors</c> beside the repository.</summary>
public static class Vectors
{
    private static readonly string Root =
        Environment.GetEnvironmentVariable("DUNES_VECTORS") is { Length: > 0 } configured
            ? configured
            : Path.Combine(Repository.Root, "..", "shared", "vectors");

    /// <summary>A folder of vectors; the test is skipped, with the reason, where it is absent.</summary>
    public static string Folder(string name)
    {
        var path = Path.Combine(Root, name);
        if (!Directory.Exists(path))
            Assert.Skip($"The vectors {name} are not on this machine; DUNES_VECTORS names the folder that holds them.");
        return path;
    }

    /// <summary>A vector file; the test is skipped, with the reason, where it is absent.</summary>
    /// <param name="file">Path below the folder of vectors, for instance <c>merkle/tdev-inclusion.json</c>.</param>
    public static JsonElement Load(string file)
    {
        var path = Path.Combine(Root, file);
        if (!File.Exists(path))
            Assert.Skip($"The vector file {file} is not on this machine; DUNES_VECTORS names the folder that holds it.");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}

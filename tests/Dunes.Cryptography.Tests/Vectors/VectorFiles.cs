using System.Text.Json;

namespace Dunes.Cryptography.Tests.Vectors;

/// <summary>Foreign test vectors: in the folder that DUNES_VECTORS names, or beside the repository in shared/vectors.</summary>
internal static class VectorFiles
{
    public static JsonElement Wycheproof(string file)
    {
        var path = Path.Combine(Root() ?? "", "wycheproof", file);
        if (!File.Exists(path))
            Assert.Skip($"The vector file wycheproof/{file} is not on this machine (set DUNES_VECTORS to the folder that holds it).");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }

    /// <summary>All cases with their groups.</summary>
    public static IEnumerable<(JsonElement Group, JsonElement Case)> Cases(JsonElement file)
    {
        var count = 0;
        foreach (var group in file.GetProperty("testGroups").EnumerateArray())
        {
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                count++;
                yield return (group, test);
            }
        }

        // A loop over nothing would pass.
        Assert.Equal(file.GetProperty("numberOfTests").GetInt32(), count);
    }

    public static byte[] Bytes(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? Convert.FromHexString(value.GetString()!) : [];

    public static bool IsValid(this JsonElement test) => test.GetProperty("result").GetString() == "valid";

    public static string Label(this JsonElement test) => $"tcId {test.GetProperty("tcId").GetInt32()}: {test.GetProperty("comment").GetString()}";

    private static string? Root()
    {
        if (Environment.GetEnvironmentVariable("DUNES_VECTORS") is { Length: > 0 } configured)
            return configured;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Dunes.Cluster.sln")))
                return Path.Combine(folder.FullName, "..", "shared", "vectors");
        }

        return null;
    }
}

using System.Text.Json;

namespace Dunes.Cryptography.Tests.Vectors;

/// <summary>Reads Wycheproof's files.</summary>
internal static class VectorFiles
{
    public static JsonElement Wycheproof(string file) => Dunes.Testing.Vectors.Load($"wycheproof/{file}");

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
        element.TryGetProperty(name, out var value) && value.GetString() is { } text ? Convert.FromHexString(text) : [];

    /// <summary>The names of all files there are.</summary>
    public static IEnumerable<string> WycheproofNames() =>
        Directory.EnumerateFiles(Dunes.Testing.Vectors.Folder("wycheproof"), "*.json").Select(path => Path.GetFileName(path));

    public static bool IsValid(this JsonElement test) => test.GetProperty("result").GetString() == "valid";

    public static string Label(this JsonElement test) =>
        $"tcId {test.GetProperty("tcId").GetInt32()} {(test.TryGetProperty("comment", out var comment) ? comment.GetString() : null)}";
}

using System.Text.Json;

namespace Dunes.Transparency.Tests;

/// <summary>Finds the published Merkle vectors; a checkout without them skips the tests that need them.</summary>
internal static class MerkleVectors
{
    public static JsonElement Load(string file)
    {
        var folder = Environment.GetEnvironmentVariable("DUNES_VECTORS") ?? BesideRepository();
        var path = folder is null ? null : Path.Combine(folder, "merkle", file);
        if (path is null || !File.Exists(path))
            Assert.Skip($"{file} is not here; set DUNES_VECTORS to the folder of test vectors.");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }

    public static byte[] Base64(this JsonElement element, string name) => element.GetProperty(name).GetBytesFromBase64();

    public static List<byte[]> Proof(this JsonElement element, string name)
    {
        var proof = element.GetProperty(name);
        return proof.ValueKind == JsonValueKind.Null ? [] : [.. proof.EnumerateArray().Select(hash => hash.GetBytesFromBase64())];
    }

    public static byte[] Hex(this JsonElement element) => Convert.FromHexString(element.GetString()!);

    private static string? BesideRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Dunes.Cluster.sln")))
                return Path.Combine(folder.FullName, "..", "shared", "vectors");
        }

        return null;
    }
}

using System.Text.Json;
using Dunes.Testing;

namespace Dunes.Transparency.Tests;

/// <summary>Reads the published Merkle vectors.</summary>
internal static class MerkleVectors
{
    public static JsonElement Load(string file) => Vectors.Load($"merkle/{file}");

    public static byte[] Base64(this JsonElement element, string name) => element.GetProperty(name).GetBytesFromBase64();

    public static List<byte[]> Proof(this JsonElement element, string name)
    {
        var proof = element.GetProperty(name);
        return proof.ValueKind == JsonValueKind.Null ? [] : [.. proof.EnumerateArray().Select(hash => hash.GetBytesFromBase64())];
    }

    public static byte[] Hex(this JsonElement element) => Convert.FromHexString(element.GetString()!);
}

using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Dunes.Abstractions.Mcp;

/// <summary>
/// Walks the fields of one object and refuses a name that stands twice. Two parsers that read such an object may each take another
/// of the two values, and what was checked would not be what is done.
/// </summary>
/// <remarks>
/// The names of a usual object are compared by hash, without allocation. Equal hashes, escaped names and large objects are
/// decided by walking the object once more with a set of its names.
/// </remarks>
/// <param name="objectStart">The reader, at the object's opening brace.</param>
internal ref struct JsonFieldNames(Utf8JsonReader objectStart)
{
    private const int Capacity = 16;

    private readonly Utf8JsonReader objectStart = objectStart;
    private Hashes hashes;
    private int count;
    private bool unsure;

    /// <summary>Moves to the next field's name; false at the end of the object.</summary>
    public bool Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            if (unsure)
                CompareNames();
            return false;
        }
        if (!unsure)
            Note(reader.ValueIsEscaped, reader.ValueSpan);
        return true;
    }

    private void Note(bool escaped, ReadOnlySpan<byte> name)
    {
        if (escaped || count == Capacity)
        {
            unsure = true;
            return;
        }
        var hash = Hash(name);
        for (var i = 0; i < count; i++)
            unsure |= hashes[i] == hash;
        hashes[count++] = hash;
    }

    private static ulong Hash(ReadOnlySpan<byte> name)
    {
        // FNV-1a. A collision costs a second walk, nothing more.
        var hash = 14695981039346656037UL;
        foreach (var b in name)
            hash = (hash ^ b) * 1099511628211UL;
        return hash;
    }

    private readonly void CompareNames()
    {
        var names = new HashSet<string>();
        var reader = objectStart;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!names.Add(reader.GetString()!))
                throw new McpFormatException(McpError.InvalidRequest, "A field stands twice in one object.");
            reader.Read();
            reader.Skip();
        }
    }

    [InlineArray(Capacity)]
    private struct Hashes
    {
        private ulong first;
    }
}

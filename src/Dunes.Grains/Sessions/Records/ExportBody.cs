using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dunes.Grains.Sessions.Recording;

namespace Dunes.Grains.Sessions.Records;

/// <summary>The Markdown of an export: a section for each entry, its JSON in a fenced block that nothing in it can close.</summary>
internal sealed class ExportBody
{
    private const int ShortestFence = 3;

    private static readonly JsonWriterOptions Json = new()
    {
        Indented = true,
        // Text stays readable; control characters are escaped, so the document keeps its form.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    private readonly StringBuilder text = new();

    /// <summary>Length so far, in UTF-16 units: never more than the bytes.</summary>
    public int Length => text.Length;

    /// <summary>Starts the document.</summary>
    public void AddTitle(string contextId) => text.Append("# Context ").Append(contextId).Append('\n');

    /// <summary>Adds an entry.</summary>
    public void Add(Entry entry, byte[] leafHash, int keyVersion)
    {
        var block = Block(entry, leafHash, keyVersion);
        var fence = new string('`', Math.Max(ShortestFence, LongestRun(block) + 1));
        text.Append("\n## Entry ").Append(entry.Seq).Append("\n\n")
            .Append(fence).Append("json\n").Append(block).Append('\n').Append(fence).Append('\n');
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    private static string Block(Entry entry, byte[] leafHash, int keyVersion)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            writer.WriteStartObject();
            writer.WriteNumber("seq", entry.Seq);
            writer.WriteString("at", entry.At.UtcDateTime);
            writer.WriteString("kind", entry.Kind);
            writer.WriteNumber("keyVersion", keyVersion);
            writer.WriteBase64String("leafHash", leafHash);
            WriteMessage(writer, "request", entry.Request);
            WriteMessage(writer, "response", entry.Response);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteMessage(Utf8JsonWriter writer, string name, byte[] message)
    {
        writer.WritePropertyName(name);
        if (message.Length == 0)
        {
            writer.WriteNullValue();
            return;
        }
        using var document = JsonDocument.Parse(message);
        document.RootElement.WriteTo(writer);
    }

    private static int LongestRun(string block)
    {
        int longest = 0, run = 0;
        foreach (var c in block)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest;
    }
}

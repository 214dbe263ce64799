using System.Text.Json.Nodes;
using Dunes.Maml.Yaml;

namespace Dunes.Maml;

/// <summary>
/// A <c>.maml.md</c> document: Markdown with YAML front matter. Front matter is read with the JSON schema of YAML 1.2, so it is JSON:
/// a mapping with string keys, without tags, anchors and duplicates, and with numbers that keep their exact value.
/// </summary>
public sealed class MamlDocument
{
    /// <summary>The most bytes of front matter, 1 MiB.</summary>
    public const int MaxFrontMatterSize = 1 << 20;

    /// <summary>The most bytes of body, 16 MiB.</summary>
    public const int MaxBodySize = 16 << 20;

    private const string Fence = "---\n";

    /// <summary>Makes a document.</summary>
    /// <param name="frontMatter">The fields; kept, not copied. What they hold is checked when bytes are made of them.</param>
    /// <param name="body">The Markdown. CRLF becomes LF.</param>
    /// <exception cref="MamlException">The body has control characters or half a surrogate pair.</exception>
    public MamlDocument(JsonObject frontMatter, string body)
        : this(frontMatter, SourceLines.None, body)
    {
    }

    private MamlDocument(JsonObject frontMatter, SourceLines lines, string body)
    {
        ArgumentNullException.ThrowIfNull(frontMatter);
        ArgumentNullException.ThrowIfNull(body);
        FrontMatter = frontMatter;
        Lines = lines;
        Body = MamlText.Normalize(body, fromText: false);
    }

    /// <summary>The fields, in the order of the text. Those the format does not know are kept as they are.</summary>
    public JsonObject FrontMatter { get; }

    /// <summary>Where the fields stood in the text.</summary>
    internal SourceLines Lines { get; }

    /// <summary>The Markdown after the front matter, with LF line ends. Lines of <c>---</c> in it are its own.</summary>
    public string Body { get; }

    /// <summary>Reads a document.</summary>
    /// <param name="utf8">The file.</param>
    /// <exception cref="MamlException">The text is no MAML document; the exception lists the codes.</exception>
    public static MamlDocument Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxFrontMatterSize + MaxBodySize + 64)
            throw new MamlException("DUNES-MAML-003", 0, "The document is larger than the largest front matter and body together.");
        var text = MamlText.Decode(utf8);
        if (!text.StartsWith(Fence, StringComparison.Ordinal))
            throw new MamlException("DUNES-MAML-004", 1, "The first line is not '---'.");
        var (end, bodyStart) = FindEnd(text);
        MamlText.RequireFitForFrontMatter(text, end);

        var yaml = text[Fence.Length..end];
        var body = text[bodyStart..];
        RequireSizes(MamlText.Encode(yaml).Length, MamlText.Encode(body).Length);
        var (fields, lines) = FrontMatterReader.Read(yaml, linesBefore: 1);
        return new MamlDocument(fields, lines, body);
    }

    /// <summary>The document as a file: UTF-8 with LF line ends. The same document always gives the same bytes, and <see cref="Parse"/> gives the document back.</summary>
    /// <exception cref="MamlException">The front matter holds what the format cannot (code 010), or it or the body is too large (003).</exception>
    public byte[] ToBytes()
    {
        _ = Canonicalize(FrontMatter);
        var yaml = MamlText.Encode(FrontMatterWriter.Write(FrontMatter));
        var body = MamlText.Encode(Body);
        RequireSizes(yaml.Length, body.Length);
        return [.. "---\n"u8, .. yaml, .. "---\n"u8, .. body];
    }

    /// <summary>The canonical JSON of front matter.</summary>
    /// <exception cref="MamlException">Code 010.</exception>
    internal static byte[] Canonicalize(JsonObject frontMatter)
    {
        try
        {
            return Jcs.Canonicalize(frontMatter);
        }
        catch (FormatException e)
        {
            throw new MamlException("DUNES-MAML-010", 0, $"The front matter has no canonical form: {e.Message}", e);
        }
    }

    private static (int End, int BodyStart) FindEnd(string text)
    {
        for (var at = text.IndexOf("\n---", StringComparison.Ordinal); at >= 0; at = text.IndexOf("\n---", at + 1, StringComparison.Ordinal))
        {
            var after = at + Fence.Length;
            if (after == text.Length)
                return (at + 1, after);
            if (text[after] == '\n')
                return (at + 1, after + 1);
        }

        throw new MamlException("DUNES-MAML-004", 1, "No line of '---' ends the front matter.");
    }

    private static void RequireSizes(int frontMatter, int body)
    {
        if (frontMatter > MaxFrontMatterSize)
            throw new MamlException("DUNES-MAML-003", 0, $"The front matter has {frontMatter} bytes, more than {MaxFrontMatterSize}.");
        if (body > MaxBodySize)
            throw new MamlException("DUNES-MAML-003", 0, $"The body has {body} bytes, more than {MaxBodySize}.");
    }
}

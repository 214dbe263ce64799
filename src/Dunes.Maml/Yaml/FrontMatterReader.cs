using System.Text.Json.Nodes;
using Dunes.Maml.CanonicalJson;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Dunes.Maml.Yaml;

/// <summary>Reads YAML front matter into JSON: one mapping with string keys, without any of YAML's means to say one thing in two ways.</summary>
internal sealed class FrontMatterReader
{
    private readonly ScanningParser _parser;
    private readonly int _linesBefore;
    private int _depth;

    private FrontMatterReader(string yaml, int linesBefore)
    {
        _parser = new ScanningParser(yaml);
        _linesBefore = linesBefore;
    }

    /// <summary>Reads the text between the two <c>---</c> lines.</summary>
    /// <param name="yaml">The text, with LF line ends.</param>
    /// <param name="linesBefore">How many lines of the file stand before it.</param>
    /// <returns>The fields, and on which lines they stand.</returns>
    /// <exception cref="MamlException">Codes 005 to 011.</exception>
    public static (JsonObject Fields, SourceLines Lines) Read(string yaml, int linesBefore)
    {
        try
        {
            return new FrontMatterReader(yaml, linesBefore).ReadStream();
        }
        catch (YamlException e)
        {
            throw new MamlException("DUNES-MAML-005", (int)e.Start.Line + linesBefore, $"The front matter is not well-formed YAML: {e.Message}", e);
        }
    }

    private (JsonObject Fields, SourceLines Lines) ReadStream()
    {
        var lines = new SourceLines(1);
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
            return ([], lines);

        var start = _parser.Consume<DocumentStart>();
        if (!start.IsImplicit || start.Version is not null)
            throw Error("006", start, "Directives and document markers have no place in front matter.");
        if (!_parser.Accept<MappingStart>(out _))
            throw Error("008", _parser.Current!, "The front matter is not a mapping.");
        var mapping = (JsonObject)ReadNode(lines)!;

        var end = _parser.Consume<DocumentEnd>();
        if (!end.IsImplicit || !_parser.TryConsume<StreamEnd>(out _))
            throw Error("006", end, "Front matter is one YAML document, without document markers.");
        return (mapping, lines);
    }

    private JsonNode? ReadNode(SourceLines lines)
    {
        if (!_parser.Accept<NodeEvent>(out var node))
            throw Error("006", _parser.Current!, "An alias has no place in front matter.");
        if (!node.Anchor.IsEmpty || !node.Tag.IsEmpty)
            throw Error("006", node, "Tags and anchors have no place in front matter.");
        return node switch
        {
            MappingStart => ReadMapping(lines),
            SequenceStart => ReadSequence(lines),
            _ => ReadScalar(_parser.Consume<Scalar>()),
        };
    }

    private JsonObject ReadMapping(SourceLines lines)
    {
        Enter(_parser.Consume<MappingStart>());
        var members = new JsonObject();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var at = _parser.Current!;
            var member = new SourceLines(Line(at));
            if (ReadNode(member) is not JsonValue value || !value.TryGetValue<string>(out var key))
                throw Error("008", at, "A key is not a string; quote it.");
            if (members.ContainsKey(key))
                throw Error("007", at, $"The key '{key}' occurs twice.");
            members.Add(key, ReadNode(member));
            lines.Add(key, member);
        }

        _depth--;
        return members;
    }

    private JsonArray ReadSequence(SourceLines lines)
    {
        Enter(_parser.Consume<SequenceStart>());
        var items = new JsonArray();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            var item = new SourceLines(Line(_parser.Current!));
            items.Add(ReadNode(item));
            lines.Add(item);
        }

        _depth--;
        return items;
    }

    private JsonNode? ReadScalar(Scalar scalar)
    {
        var text = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain)
            return JsonValue.Create(RequireCharacters(scalar));
        if (PlainScalar.IsAmbiguous(text))
            throw Error("009", scalar, text.Length == 0 ? "There is no value; write null or \"\"." : $"'{text}' means different things to different readers; quote it, or write it as in JSON.");
        if (!PlainScalar.IsNumber(text))
            return PlainScalar.Resolve(RequireCharacters(scalar));
        try
        {
            ExactNumber.Canonicalize(text);
        }
        catch (FormatException e)
        {
            throw new MamlException("DUNES-MAML-010", Line(scalar), e.Message, e);
        }

        return PlainScalar.Resolve(text);
    }

    private string RequireCharacters(Scalar scalar)
    {
        for (var i = 0; i < scalar.Value.Length; i++)
        {
            if (!char.IsSurrogate(scalar.Value[i]))
                continue;
            if (!char.IsSurrogatePair(scalar.Value, i++))
                throw Error("010", scalar, "A string has half a surrogate pair, which is no character.");
        }

        return scalar.Value;
    }

    private void Enter(NodeEvent node)
    {
        if (++_depth > Jcs.MaxDepth)
            throw Error("011", node, $"The front matter nests deeper than {Jcs.MaxDepth} levels.");
    }

    private MamlException Error(string number, ParsingEvent at, string message) => new($"DUNES-MAML-{number}", Line(at), message);

    private int Line(ParsingEvent at) => (int)at.Start.Line + _linesBefore;
}

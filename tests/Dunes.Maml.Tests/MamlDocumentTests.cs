using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace Dunes.Maml.Tests;

public sealed class MamlDocumentTests
{
    [Fact]
    public void Fields_and_body_are_read()
    {
        var document = Documents.Parse("---\nmaml_version: 1.0\ndata_id: \"a-1\"\ntype: report\npermissions:\n  read: [auditor, \"*\"]\n  write: []\nunknown: {x: null, y: [true, -2.5e3]}\nnote: |\n  two\n  lines\n---\n# Title\n\n---\nmore\n");
        Assert.Equal(
            """{"maml_version":1.0,"data_id":"a-1","type":"report","permissions":{"read":["auditor","*"],"write":[]},"unknown":{"x":null,"y":[true,-2.5e3]},"note":"two\nlines\n"}""",
            document.FrontMatter.ToJsonString());
        Assert.Equal("# Title\n\n---\nmore\n", document.Body);
    }

    [Fact]
    public void A_document_has_one_written_form()
    {
        var document = Documents.Parse("---\n{b: [1.50, {c: yes, d: []}], \"a\": 'it''s', e: {}, f: word word}\n---\nbody");
        Assert.Equal(
            "---\nb:\n  - 1.50\n  -\n    c: \"yes\"\n    d: []\na: \"it's\"\ne: {}\nf: word word\n---\nbody",
            Encoding.UTF8.GetString(document.ToBytes()));
    }

    [Fact]
    public void Written_and_read_again_it_is_the_same() =>
        Documents.Any.Sample(
            document =>
            {
                var bytes = document.ToBytes();
                var read = MamlDocument.Parse(bytes);
                Documents.AssertEqual(document, read);
                Assert.Equal(bytes, read.ToBytes());
                Assert.Equal(MamlSignature.SignedBytes(document), MamlSignature.SignedBytes(read));
            },
            iter: 3000);

    [Fact]
    public void Changed_bytes_give_a_MAML_error_or_a_document_that_can_be_written_again() =>
        Gen.Select(Documents.Any, Gen.Int[0, 1 << 20], Documents.One(Encoding.UTF8.GetBytes("\0\t\n\r \"#%&'*,-.0:>?@U[\\]`uy{|}~\u0085\ufeff").Distinct().ToArray())).Sample(
            (document, place, replacement) =>
            {
                var bytes = document.ToBytes();
                bytes[place % bytes.Length] = replacement;
                try
                {
                    var read = MamlDocument.Parse(bytes);
                    Documents.AssertEqual(read, MamlDocument.Parse(read.ToBytes()));
                    document.FrontMatter.Remove("signature");
                    read.FrontMatter.Remove("signature");
                    Assert.Equal(Documents.SameMeaning(document, read), MamlSignature.SignedBytes(document).AsSpan().SequenceEqual(MamlSignature.SignedBytes(read)));
                }
                catch (MamlException e)
                {
                    Assert.Matches("^DUNES-MAML-0(0[1-9]|1[01])$", e.Code);
                }
            },
            iter: 5000);

    [Theory]
    [InlineData("---\n---", "")]
    [InlineData("---\n---\n", "")]
    [InlineData("---\n\n---\n\n", "\n")]
    [InlineData("---\n# nothing\n---\nbody", "body")]
    public void Front_matter_may_be_empty(string text, string body)
    {
        var document = Documents.Parse(text);
        Assert.Empty(document.FrontMatter);
        Assert.Equal(body, document.Body);
        Documents.AssertEqual(document, MamlDocument.Parse(document.ToBytes()));
    }

    [Fact]
    public void CRLF_is_read_as_LF()
    {
        const string Text = "---\na: b\nc: |\n  d\n  e\n---\nf\n\n---\ng\n";
        Documents.AssertEqual(Documents.Parse(Text), Documents.Parse(Text.Replace("\n", "\r\n")));
        Assert.Equal("a\nb", new MamlDocument([], "a\r\nb").Body);
    }

    [Theory]
    [InlineData("yes", "yes")]
    [InlineData("1_000", "1_000")]
    [InlineData("12:30:45", "12:30:45")]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("nulls", "nulls")]
    [InlineData("https://example.org/a#b", "https://example.org/a#b")]
    [InlineData("\"007\"", "007")]
    [InlineData("'~'", "~")]
    [InlineData("\"\\ud83d\\ude00\\u2028\\0\"", "😀\u2028\0")]
    public void Words_and_quoted_scalars_are_strings(string yaml, string value) =>
        Assert.Equal(value, Documents.Parse($"---\na: {yaml}\n---\n").FrontMatter["a"]!.GetValue<string>());

    [Theory]
    [InlineData("001", 1, "\ufeff---\na: b\n---\n")]
    [InlineData("002", 2, "---\na: \0\n---\n")]
    [InlineData("002", 2, "---\na: b\rc: d\n---\n")]
    [InlineData("002", 2, "---\na: \u0085\n---\n")]
    [InlineData("002", 3, "---\na: b\nb: \u2028\n---\n")]
    [InlineData("002", 2, "---\na: \ufeff\n---\n")]
    [InlineData("002", 4, "---\na: b\n---\n\u001b[31m")]
    [InlineData("002", 5, "---\na: b\n---\n\n\u007f")]
    [InlineData("004", 1, "")]
    [InlineData("004", 1, "a: b\n")]
    [InlineData("004", 1, "--- \na: b\n---\n")]
    [InlineData("004", 1, "\n---\na: b\n---\n")]
    [InlineData("004", 1, "---\na: b\n")]
    [InlineData("004", 1, "---\na: b\n----\n")]
    [InlineData("005", 3, "---\na: b\nc: d: e\n---\n")]
    [InlineData("005", 4, "---\nx: y\na: [b\n---\n")]
    [InlineData("005", 2, "---\na: \"\\ud800\"\n---\n")]
    [InlineData("005", 2, "---\na: \"\\Uffffffff\"\n---\n")]
    [InlineData("005", 2, "---\na: \"\\q\"\n---\n")]
    [InlineData("005", 2, "---\na: [b\nc\n---\n")]
    [InlineData("005", 2, "---\na: !![\n---\n")]
    [InlineData("006", 2, "---\na: !!str b\n---\n")]
    [InlineData("006", 2, "---\na: !<tag:yaml.org,2002:int> b\n---\n")]
    [InlineData("006", 2, "---\na: ! b\n---\n")]
    [InlineData("006", 2, "---\n!!map {a: b}\n---\n")]
    [InlineData("006", 2, "---\n!!str a: b\n---\n")]
    [InlineData("006", 2, "---\na: &x b\n---\n")]
    [InlineData("006", 2, "---\n&x a: b\n---\n")]
    [InlineData("006", 3, "---\nb: c\na: *x\n---\n")]
    [InlineData("006", 2, "---\n*x : b\n---\n")]
    [InlineData("006", 2, "---\n%YAML 1.2\n--- {a: b}\n---\n")]
    [InlineData("006", 3, "---\na: b\n--- \nc: d\n---\n")]
    [InlineData("006", 3, "---\na: b\n...\n---\n")]
    [InlineData("007", 3, "---\na: b\na: c\n---\n")]
    [InlineData("007", 3, "---\na: b\n\"\\x61\": b\n---\n")]
    [InlineData("007", 2, "---\na: {b: 1, b: 1}\n---\n")]
    [InlineData("008", 2, "---\n- a\n---\n")]
    [InlineData("008", 2, "---\na\n---\n")]
    [InlineData("008", 2, "---\n1: a\n---\n")]
    [InlineData("008", 2, "---\ntrue: a\n---\n")]
    [InlineData("008", 2, "---\nnull: a\n---\n")]
    [InlineData("008", 2, "---\n? [a]\n: b\n---\n")]
    [InlineData("009", 2, "---\na:\n---\n")]
    [InlineData("009", 2, "---\na: ~\n---\n")]
    [InlineData("009", 2, "---\na: True\n---\n")]
    [InlineData("009", 2, "---\na: NULL\n---\n")]
    [InlineData("009", 2, "---\na: 0x1F\n---\n")]
    [InlineData("009", 2, "---\na: 0o17\n---\n")]
    [InlineData("009", 2, "---\na: 007\n---\n")]
    [InlineData("009", 2, "---\na: +1\n---\n")]
    [InlineData("009", 2, "---\na: 1.\n---\n")]
    [InlineData("009", 2, "---\na: .5\n---\n")]
    [InlineData("009", 2, "---\na: .inf\n---\n")]
    [InlineData("009", 2, "---\na: -.Inf\n---\n")]
    [InlineData("009", 2, "---\na: .NaN\n---\n")]
    [InlineData("009", 2, "---\n<<: {a: b}\n---\n")]
    [InlineData("009", 2, "---\na: {b, c}\n---\n")]
    [InlineData("010", 2, "---\na: 9007199254740993\n---\n")]
    [InlineData("010", 2, "---\na: 1.00000000000000001\n---\n")]
    [InlineData("010", 2, "---\na: 1e999\n---\n")]
    public void What_has_two_meanings_or_none_is_refused_with_its_line(string number, int line, string text)
    {
        var error = Assert.Throws<MamlException>(() => Documents.Parse(text));
        Assert.Equal(("DUNES-MAML-" + number, line), (error.Code, error.Line));
    }

    [Theory]
    [InlineData(new byte[] { 0xff }, 2)]
    [InlineData(new byte[] { (byte)'\n', 0xc0, 0x80 }, 3)]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 }, 2)]
    public void Bytes_that_are_not_UTF8_are_refused(byte[] bytes, int line)
    {
        var error = Assert.Throws<MamlException>(() => MamlDocument.Parse([.. "---\na: "u8, .. bytes, .. "\n---\n"u8]));
        Assert.Equal(("DUNES-MAML-001", line), (error.Code, error.Line));
    }

    [Fact]
    public void Nesting_has_a_limit()
    {
        string Nested(int levels) => $"---\na: {new string('[', levels - 1)}{new string(']', levels - 1)}\n---\n";
        var deepest = Documents.Parse(Nested(Jcs.MaxDepth));
        Documents.AssertEqual(deepest, MamlDocument.Parse(deepest.ToBytes()));
        Assert.Equal("DUNES-MAML-011", Assert.Throws<MamlException>(() => Documents.Parse(Nested(Jcs.MaxDepth + 1))).Code);
        Assert.Equal("DUNES-MAML-011", Assert.Throws<MamlException>(() => Documents.Parse(Nested(500_000))).Code);
    }

    [Fact]
    public void Sizes_have_limits()
    {
        var largestBody = new string('x', MamlDocument.MaxBodySize);
        Assert.Equal(largestBody, Documents.Parse("---\n---\n" + largestBody).Body);
        Assert.Equal("DUNES-MAML-003", Assert.Throws<MamlException>(() => Documents.Parse("---\n---\n" + largestBody + "x")).Code);
        Assert.Equal("DUNES-MAML-003", Assert.Throws<MamlException>(() => new MamlDocument([], largestBody + "x").ToBytes()).Code);

        var largest = "a: " + new string('x', MamlDocument.MaxFrontMatterSize - 4) + "\n";
        Assert.Single(Documents.Parse($"---\n{largest}---\n").FrontMatter);
        Assert.Equal("DUNES-MAML-003", Assert.Throws<MamlException>(() => Documents.Parse($"---\n{largest}\n---\n")).Code);
        Assert.Equal("DUNES-MAML-003", Assert.Throws<MamlException>(() => new MamlDocument(new JsonObject { ["a"] = new string('\n', MamlDocument.MaxFrontMatterSize) }, "").ToBytes()).Code);
    }

    [Fact]
    public void What_has_no_bytes_is_refused()
    {
        Assert.Equal("DUNES-MAML-010", Assert.Throws<MamlException>(() => new MamlDocument(new JsonObject { ["a"] = "\ud800" }, "").ToBytes()).Code);
        Assert.Equal("DUNES-MAML-010", Assert.Throws<MamlException>(() => new MamlDocument(new JsonObject { ["a"] = long.MaxValue }, "").ToBytes()).Code);
        Assert.Equal("DUNES-MAML-010", Assert.Throws<MamlException>(() => new MamlDocument([], "\udc00")).Code);
        Assert.Equal("DUNES-MAML-002", Assert.Throws<MamlException>(() => new MamlDocument([], "a\rb")).Code);
    }
}

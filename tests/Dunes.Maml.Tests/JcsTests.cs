using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Dunes.Maml.CanonicalJson;

namespace Dunes.Maml.Tests;

public sealed class JcsTests
{
    [Theory]
    // RFC 8785, section 3.2.2, less its first number (see below), and section 3.2.3.
    [InlineData(
        """{ "numbers": [1E30, 4.50, 2e-3, 0.000000000000000000000000001], "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }""",
        """{"literals":[null,true,false],"numbers":[1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""")]
    [InlineData(
        """{ "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis" }""",
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}")]
    [InlineData(""" [ ] """, "[]")]
    [InlineData(""" { "b" : { } , "a" : [ { "d" : -0 , "c" : 1.0 } ] } """, """{"a":[{"c":1,"d":0}],"b":{}}""")]
    [InlineData(""" "\b\t\n\f\r\u0000\u001f\u007f\u2028</>&+" """, "\"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\u2028</>&+\"")]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("-9007199254740992", "-9007199254740992")]
    [InlineData("0e99999999999999999999", "0")]
    [InlineData("100E-2", "1")]
    public void Values_take_their_canonical_form(string json, string canonical)
    {
        Assert.Equal(canonical, Element(json));
        Assert.Equal(canonical, Node(JsonNode.Parse(json)));
        Assert.Equal(canonical, Element(canonical));
    }

    [Fact]
    public void A_number_of_the_RFC_that_loses_digits_is_canonical_as_a_double_and_refused_as_text()
    {
        Assert.Equal("[333333333.3333333]", Node(new JsonArray(333333333.33333329)));
        Assert.Throws<FormatException>(() => Element("333333333.33333329"));
    }

    [Theory]
    // RFC 8785, appendix B.
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    // Powers of two, where the next double below is nearer than the one above; the runtime's own formatting errs on the first two.
    [InlineData(0x3e60000000000000, "2.9802322387695312e-8")]
    [InlineData(0x0410000000000000, "4.1045368012983762e-289")]
    [InlineData(0x3d30000000000000, "5.684341886080802e-14")]
    public void Doubles_are_written_as_ECMAScript_writes_them(ulong bits, string text) =>
        Assert.Equal(text, ExactNumber.Format(BitConverter.UInt64BitsToDouble(bits)));

    [Theory]
    [InlineData(0x7fffffffffffffff)]
    [InlineData(0x7ff0000000000000)]
    [InlineData(0xfff0000000000000)]
    public void What_is_no_number_is_refused(ulong bits)
    {
        Assert.Throws<FormatException>(() => ExactNumber.Format(BitConverter.UInt64BitsToDouble(bits)));
        Assert.Throws<FormatException>(() => Jcs.Canonicalize(JsonValue.Create(BitConverter.UInt64BitsToDouble(bits))));
    }

    [Fact]
    public void Every_double_reads_back_as_itself()
    {
        Gen.ULong.Select(BitConverter.UInt64BitsToDouble).Where(double.IsFinite).Sample(
            value => double.Parse(ExactNumber.Format(value)) == value, iter: 20_000);
        for (var exponent = -1074; exponent < 1024; exponent++)
            Assert.Equal(Math.ScaleB(-1, exponent), double.Parse(ExactNumber.Format(Math.ScaleB(-1, exponent))));
    }

    [Theory]
    [InlineData(-25, "2.9802322387695312e-8")]
    [InlineData(-958, "4.1045368012983762e-289")]
    public void A_double_of_the_runtime_keeps_its_value_through_every_form(int exponent, string text)
    {
        var document = new MamlDocument(new JsonObject { ["a"] = Math.ScaleB(1, exponent) }, "");
        Assert.Equal($$"""{"a":{{text}}}""", Node(document.FrontMatter));
        Assert.Equal(text, MamlDocument.Parse(document.ToBytes()).FrontMatter["a"]!.ToJsonString());
    }

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740994")]
    [InlineData("-9007199254740993")]
    [InlineData("1e16")]
    [InlineData("9007199254740994.0")]
    [InlineData("1000000000000000000000000000000")]
    [InlineData("0.1000000000000000055511151231257827")]
    [InlineData("1.00000000000000001")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("1e-400")]
    [InlineData("1e-99999999999999999999")]
    [InlineData("4.9e-324")]
    [InlineData("""{"a":1,"b":2,"a":1}""")]
    [InlineData("""{"a":1,"\u0061":1}""")]
    [InlineData("""{"x":{"a":1,"a":1}}""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""["\udc00\ud800"]""")]
    [InlineData("""{"\udfff":1}""")]
    public void What_would_change_its_meaning_is_refused(string json)
    {
        Assert.Throws<FormatException>(() => Element(json));
        Assert.Throws<FormatException>(() => Node(JsonNode.Parse(json)));
    }

    [Fact]
    public void Strings_that_are_not_Unicode_are_refused()
    {
        Assert.Throws<FormatException>(() => Node(new JsonArray("\ud800")));
        Assert.Throws<FormatException>(() => Node(new JsonObject { ["\udc00"] = 1 }));
        Assert.Throws<FormatException>(() => Node(new JsonArray("\ud83d", "\ude00")));
        using var invalidUtf8 = JsonDocument.Parse(new byte[] { (byte)'"', 0xff, (byte)'"' });
        Assert.Throws<FormatException>(() => Jcs.Canonicalize(invalidUtf8.RootElement));
        Assert.Throws<FormatException>(() => Jcs.Canonicalize(default(JsonElement)));
    }

    [Fact]
    public void Nesting_has_a_limit()
    {
        JsonNode Nest(int levels)
        {
            JsonNode node = new JsonArray();
            for (var i = 1; i < levels; i++)
                node = new JsonArray(node);
            return node;
        }

        Assert.Equal(2 * Jcs.MaxDepth, Node(Nest(Jcs.MaxDepth)).Length);
        Assert.Throws<FormatException>(() => Node(Nest(Jcs.MaxDepth + 1)));
        Assert.Throws<FormatException>(() => Node(Nest(5000)));
    }

    [Fact]
    public void Values_of_the_runtime_and_values_of_a_text_take_the_same_form()
    {
        var node = new JsonObject { ["at"] = DateTimeOffset.UnixEpoch, ["n"] = 1.0m, ["s"] = "€", ["none"] = null, ["yes"] = true, ["small"] = 0.1f };
        Assert.Equal("""{"at":"1970-01-01T00:00:00+00:00","n":1,"none":null,"s":"€","small":0.1,"yes":true}""", Node(node));
        Assert.Equal("null", Node(null));
    }

    [Fact]
    public void The_canonical_form_says_the_same_and_is_its_own_canonical_form() =>
        Documents.Fields.Sample(
            fields =>
            {
                var canonical = Jcs.Canonicalize(fields);
                var read = JsonNode.Parse(canonical)!;
                Assert.True(JsonNode.DeepEquals(MamlDocument.Parse(new MamlDocument(fields, "").ToBytes()).FrontMatter, read));
                Assert.Equal(canonical, Jcs.Canonicalize(read));
                using var document = JsonDocument.Parse(canonical);
                Assert.Equal(canonical, Jcs.Canonicalize(document.RootElement));
            },
            iter: 1000);

    private static string Element(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Encoding.UTF8.GetString(Jcs.Canonicalize(document.RootElement));
    }

    private static string Node(JsonNode? node) => Encoding.UTF8.GetString(Jcs.Canonicalize(node));
}

using CsCheck;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.Sealing;

public sealed class SealedTextTests
{
    [Fact]
    public void Reads_what_it_wrote() =>
        Gen.Select(Gen.Int[1, int.MaxValue], Gen.Int[0, 200]).Sample((version, size) =>
        {
            using var key = TestKeys.Random(version);
            var message = key.Seal(new byte[size], []);
            var text = SealedText.Encode(message);
            Assert.StartsWith($"dunes:v{version}:REMyS", text);
            Assert.True(SealedText.TryDecode(text, out var decoded));
            Assert.Equal(message, decoded);
        });

    [Fact]
    public void A_message_has_one_text_form()
    {
        using var key = TestKeys.Random(6);

        // 101 bytes leave stray bits in the last character.
        var text = SealedText.Encode(key.Seal(new byte[1], []));
        var body = text["dunes:v6:".Length..];
        string[] others =
        [
            "", "dunes", "dunes:v6", "dunes:v6:", body, $"dunes:v7:{body}", $"dunes:v06:{body}", $"dunes:v+6:{body}", $"dunes:v6 :{body}", $"Dunes:v6:{body}",
            $" {text}", $"{text} ", $"{text}\n", $"{text}=", $"{text}==", $"dunes:v6:{body[..20]} {body[20..]}", $"dunes:v6:{body}!",
            text[..^1] + (char)(text[^1] + 1), $"dunes:v6:{new string('A', body.Length)}", $"dunes:v6:é{body}",
        ];
        Assert.True(SealedText.TryDecode(text, out _));
        Assert.All(others, other => Assert.False(SealedText.TryDecode(other, out _), other));
        Assert.False(SealedText.TryDecode(null, out _));
    }

    [Fact]
    public void What_is_not_a_message_has_no_text_form() => Assert.Equal("DUNES-SEAL-001", TestKeys.CodeOf(() => SealedText.Encode(new byte[100])));
}

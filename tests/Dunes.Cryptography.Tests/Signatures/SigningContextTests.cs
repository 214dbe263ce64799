using System.Text;
using CsCheck;
using Dunes.Cryptography.Signatures;

namespace Dunes.Cryptography.Tests.Signatures;

public sealed class SigningContextTests
{
    [Fact]
    public void Has_exactly_the_documented_bytes() =>
        Assert.Equal("dunes-cluster/sign/v1\u0005heads\u0003abc", Encoding.UTF8.GetString(SigningContext.For("heads", "abc"u8)));

    [Fact]
    public void Holds_232_bytes_of_label_and_caller_context_and_no_more()
    {
        Assert.Equal(255, SigningContext.For("l", new byte[231]).Length);
        Assert.Throws<ArgumentException>(() => SigningContext.For("l", new byte[232]));
        Assert.Throws<ArgumentException>(() => SigningContext.For("ü" + new string('l', 231), []));
    }

    [Fact]
    public void A_label_is_needed_and_must_be_Unicode()
    {
        Assert.Throws<ArgumentException>(() => SigningContext.For("", []));
        Assert.ThrowsAny<ArgumentException>(() => SigningContext.For("\ud800", []));
    }

    [Fact]
    public void Different_inputs_never_give_the_same_bytes()
    {
        var input = Gen.Select(Gen.String[Gen.Char['a', 'b'], 1, 3], Gen.Byte[97, 98].Array[0, 3]);
        Gen.Select(input, input).Sample((one, other) =>
        {
            var same = one.Item1 == other.Item1 && one.Item2.SequenceEqual(other.Item2);
            Assert.Equal(same, SigningContext.For(one.Item1, one.Item2).SequenceEqual(SigningContext.For(other.Item1, other.Item2)));
        });
    }
}

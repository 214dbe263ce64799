using System.Security.Cryptography;
using System.Text;
using Dunes.Cryptography.Sealing;
using Dunes.Cryptography.Tests.Sealing;

namespace Dunes.Cryptography.Tests.Fuzz;

/// <summary>The parser of DC2K messages: whatever comes gives the plaintext that was sealed or a <see cref="SealingException"/>.</summary>
public sealed class SealedMessageFuzzTests
{
    [Fact]
    public void No_form_of_message_crashes_or_accepts_garbage()
    {
        var forms = SealedForm.Names.Select(name => new SealedForm(name)).ToArray();
        var accepted = 0;
        var inputs = FuzzRun.Of(mutator =>
        {
            var form = mutator.Pick<SealedForm>(forms);
            var plaintext = mutator.Noise(form.SizeOf(mutator.Pick(0, 1, 50, 16_384, 16_385, 40_000)));
            var aad = mutator.Noise(mutator.Pick(0, 7));
            var message = form.Seal(plaintext, aad);
            var other = form.Seal(plaintext, aad);
            var input = mutator.Mutate(message, other);
            var genuine = input.AsSpan().SequenceEqual(message) || input.AsSpan().SequenceEqual(other);
            try
            {
                Assert.Equal(plaintext, form.Open(input, aad));
                Assert.True(genuine, "what was not sealed opened");
                accepted++;
            }
            catch (SealingException e)
            {
                Assert.False(genuine, $"what was sealed did not open: {e.Code}");
            }
        });
        Assert.True(accepted < inputs / 2, $"{accepted} of {inputs} opened: the mutations do not mutate");
        Array.ForEach(forms, form => form.Dispose());
    }

    [Fact]
    public void Headers_read_back_to_the_same_bytes()
    {
        using var form = new SealedForm("plain");
        using var toKey = new SealedForm("public key");
        byte[][] messages = [form.Seal([1, 2, 3], [4]), toKey.Seal([1], [])];
        FuzzRun.Of(mutator =>
        {
            var input = mutator.Mutate(mutator.Pick<byte[]>(messages), mutator.Noise(200));
            if (!SealedHeader.TryRead(input, out var header))
                return;
            var written = new byte[SealedHeader.Size];
            header.Write(written);
            Assert.Equal(input[..SealedHeader.Size], written);
        });
    }

    [Fact]
    public void A_message_has_exactly_one_text_form()
    {
        using var form = new SealedForm("plain");
        var texts = Enumerable.Range(0, 10).Select(size => Encoding.UTF8.GetBytes(SealedText.Encode(form.Seal(RandomNumberGenerator.GetBytes(size), [])))).ToArray();
        FuzzRun.Of(mutator =>
        {
            var bytes = mutator.Mutate(mutator.Pick<byte[]>(texts), mutator.Pick<byte[]>(texts));
            var text = mutator.Next(2) == 0 ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
            if (SealedText.TryDecode(text, out var message))
                Assert.Equal(text, SealedText.Encode(message));
        });
    }
}

using System.Security.Cryptography;
using Dunes.Cryptography.Tests.Vectors;

namespace Dunes.Cryptography.Tests.Sealing;

/// <summary>The platform's AES-GCM, which everything sealed rests on.</summary>
public sealed class AesGcmTests
{
    [Fact]
    public void Agrees_with_Wycheproof_for_96_bit_nonces()
    {
        var checkedCases = 0;
        foreach (var (group, test) in VectorFiles.Cases(VectorFiles.Wycheproof("aes_gcm_test.json")))
        {
            if (Inexpressible.Files["aes_gcm_test.json"](group) is not null)
                continue;
            checkedCases++;
            using var aes = new AesGcm(test.Bytes("key"), 16);
            var plaintext = new byte[test.Bytes("ct").Length];
            void Decrypt() => aes.Decrypt(test.Bytes("iv"), test.Bytes("ct"), test.Bytes("tag"), plaintext, test.Bytes("aad"));
            if (!test.IsValid())
            {
                Assert.Throws<AuthenticationTagMismatchException>(Decrypt);
                continue;
            }

            Decrypt();
            Assert.True(test.Bytes("msg").AsSpan().SequenceEqual(plaintext), test.Label());
            var (ciphertext, tag) = (new byte[plaintext.Length], new byte[16]);
            aes.Encrypt(test.Bytes("iv"), plaintext, ciphertext, tag, test.Bytes("aad"));
            Assert.True(test.Bytes("ct").AsSpan().SequenceEqual(ciphertext) && test.Bytes("tag").AsSpan().SequenceEqual(tag), test.Label());
        }

        Assert.True(checkedCases > 150);
    }
}

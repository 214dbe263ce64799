using Dunes.Cryptography.Sealing;
using Dunes.Cryptography.Tests.Vectors;

namespace Dunes.Cryptography.Tests.Sealing;

public sealed class HkdfSha512Tests
{
    [Fact]
    public void Agrees_with_Wycheproof()
    {
        foreach (var (_, test) in VectorFiles.Cases(VectorFiles.Wycheproof("hkdf_sha512_test.json")))
        {
            var pseudorandomKey = new byte[HkdfSha512.HashSize];
            HkdfSha512.Extract(test.Bytes("salt"), test.Bytes("ikm"), pseudorandomKey);
            var output = new byte[test.GetProperty("size").GetInt32()];
            if (test.IsValid())
            {
                HkdfSha512.Expand(pseudorandomKey, test.Bytes("info"), output);
                Assert.True(test.Bytes("okm").AsSpan().SequenceEqual(output), test.Label());
            }
            else
            {
                Assert.Throws<ArgumentException>(() => HkdfSha512.Expand(pseudorandomKey, test.Bytes("info"), output));
            }
        }
    }
}

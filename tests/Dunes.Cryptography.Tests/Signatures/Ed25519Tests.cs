using Dunes.Cryptography.Signatures;
using Dunes.Cryptography.Tests.Vectors;

namespace Dunes.Cryptography.Tests.Signatures;

/// <summary>The classical half of the composite.</summary>
public sealed class Ed25519Tests
{
    [Fact]
    public void Verifies_as_Wycheproof_says()
    {
        foreach (var (group, test) in VectorFiles.Cases(VectorFiles.Wycheproof("ed25519_test.json")))
        {
            var publicKey = Convert.FromHexString(group.GetProperty("publicKey").GetProperty("pk").GetString()!);
            Assert.True(CompositeMlDsa.VerifyEd25519(publicKey, test.Bytes("msg"), test.Bytes("sig")) == test.IsValid(), test.Label());
        }
    }
}

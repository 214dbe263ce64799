using System.Security.Cryptography;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Signatures;
using Dunes.Cryptography.Tests.Kem;
using Dunes.Cryptography.Tests.Signatures;

namespace Dunes.Cryptography.Tests.Node;

/// <summary>Both directions against an implementation that shares no code with BouncyCastle.</summary>
public sealed class CrossCheckTests(NodeCrypto node) : IClassFixture<NodeCrypto>
{
    private static readonly byte[][] Contexts = [[], "c"u8.ToArray(), SigningContext.For("heads", "abc"u8), RandomNumberGenerator.GetBytes(255)];
    private static readonly int[] Sizes = [0, 1, 1_000, 100_000];

    [Fact]
    public void Node_is_24_with_an_OpenSSL_that_has_the_algorithms()
    {
        var versions = node.Ask("versions");
        Assert.StartsWith("24.", (string)versions["node"]!);
        Assert.StartsWith("3.5.", (string)versions["openssl"]!);
    }

    [Theory]
    [MemberData(nameof(MlDsaVectorTests.ProvidersAndSets), MemberType = typeof(MlDsaVectorTests))]
    public void ML_DSA_agrees(string provider, int setNumber)
    {
        var (mlDsa, set) = (MlDsaVectorTests.Provider(provider), (MlDsaParameterSet)setNumber);
        var algorithm = set.Name();
        foreach (var (context, size) in Contexts.Zip(Sizes))
        {
            var (seed, message) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(size));
            using var key = mlDsa.Import(set, seed);
            Assert.Equal(key.PublicKey, Answer("publicKey", "publicKey", ("algorithm", algorithm), ("seed", seed), ("size", set.PublicKeySize())));

            var theirs = Answer("sign", "signature", ("algorithm", algorithm), ("seed", seed), ("message", message), ("context", context));
            Assert.True(mlDsa.Verify(set, key.PublicKey, message, theirs, context));
            Assert.True(mlDsa.VerifyMu(set, key.PublicKey, MlDsaMu.Compute(key.PublicKey, message, context), theirs));
            Assert.False(mlDsa.Verify(set, key.PublicKey, message, theirs, [.. context.Take(254), (byte)(context.ElementAtOrDefault(254) ^ 9)]));

            foreach (var ours in (byte[][])[key.Sign(message, context), key.Sign(message, context, deterministic: true), key.SignMu(MlDsaMu.Compute(key.PublicKey, message, context))])
            {
                Assert.True(Verifies(algorithm, key.PublicKey, message, context, ours));
                ours[^100] ^= 1;
                Assert.False(Verifies(algorithm, key.PublicKey, message, context, ours));
            }
        }
    }

    [Theory]
    [MemberData(nameof(MlKemVectorTests.ProvidersAndSets), MemberType = typeof(MlKemVectorTests))]
    public void ML_KEM_agrees(string provider, int setNumber)
    {
        var (mlKem, set) = (MlKemVectorTests.Provider(provider), (MlKemParameterSet)setNumber);
        var algorithm = set.Name();
        for (var i = 0; i < 5; i++)
        {
            var seed = RandomNumberGenerator.GetBytes(64);
            using var key = mlKem.Import(set, seed);
            Assert.Equal(key.EncapsulationKey, Answer("publicKey", "publicKey", ("algorithm", algorithm), ("seed", seed), ("size", set.EncapsulationKeySize())));

            var theirs = node.Ask("encapsulate", ("algorithm", algorithm), ("publicKey", NodeCrypto.Bytes(key.EncapsulationKey)));
            Assert.Equal(NodeCrypto.Bytes(theirs, "sharedSecret"), key.Decapsulate(NodeCrypto.Bytes(theirs, "ciphertext")));

            using var ours = mlKem.Encapsulate(set, key.EncapsulationKey);
            Assert.Equal(ours.SharedSecret, Answer("decapsulate", "sharedSecret", ("algorithm", algorithm), ("seed", seed), ("ciphertext", ours.Ciphertext)));

            // Implicit rejection is deterministic, so both must invent the same secret.
            var noise = RandomNumberGenerator.GetBytes(set.CiphertextSize());
            Assert.Equal(key.Decapsulate(noise), Answer("decapsulate", "sharedSecret", ("algorithm", algorithm), ("seed", seed), ("ciphertext", noise)));
        }
    }

    [Fact]
    public void The_composite_and_each_of_its_halves_agree()
    {
        var scheme = SignatureScheme.Find("MLDSA65-Ed25519-SHA512")!;
        foreach (var (context, size) in Contexts.Zip(Sizes))
        {
            var (secret, message) = (RandomNumberGenerator.GetBytes(64), RandomNumberGenerator.GetBytes(size));
            using var key = scheme.Import(secret);
            var theirs = Answer("compositeSign", "signature", ("seed", secret), ("message", message), ("context", context));
            Assert.True(scheme.Verify(key.PublicKey, message, theirs, context));

            var ours = key.Sign(message, context);
            Assert.Equal((true, true), Halves(key.PublicKey, message, context, ours));
            Assert.Equal((false, false), Halves(key.PublicKey, [.. message, 0], context, ours));

            // Ed25519 is deterministic: their half is ours to the byte.
            Assert.Equal(theirs.AsSpan(3309), ours.AsSpan(3309));
        }
    }

    private byte[] Answer(string operation, string name, params (string Name, object Value)[] arguments) =>
        NodeCrypto.Bytes(node.Ask(operation, [.. arguments.Select(argument => (argument.Name, argument.Value switch
        {
            byte[] bytes => NodeCrypto.Bytes(bytes),
            int number => number,
            var text => (System.Text.Json.Nodes.JsonNode?)(string)text,
        }))]), name);

    private bool Verifies(string algorithm, ReadOnlySpan<byte> publicKey, byte[] message, byte[] context, byte[] signature) =>
        (bool)node.Ask(
            "verify",
            ("algorithm", algorithm),
            ("publicKey", NodeCrypto.Bytes(publicKey)),
            ("message", NodeCrypto.Bytes(message)),
            ("context", NodeCrypto.Bytes(context)),
            ("signature", NodeCrypto.Bytes(signature)))["valid"]!;

    private (bool MlDsa, bool Ed25519) Halves(ReadOnlySpan<byte> publicKey, byte[] message, byte[] context, byte[] signature)
    {
        var answer = node.Ask(
            "compositeVerify",
            ("publicKey", NodeCrypto.Bytes(publicKey)),
            ("message", NodeCrypto.Bytes(message)),
            ("context", NodeCrypto.Bytes(context)),
            ("signature", NodeCrypto.Bytes(signature)));
        return ((bool)answer["mlDsa"]!, (bool)answer["ed25519"]!);
    }
}

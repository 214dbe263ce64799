using System.Security.Cryptography;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Signatures;
using Org.BouncyCastle.Crypto.Parameters;

namespace Dunes.Cryptography.Tests.Fuzz;

/// <summary>The decoders of keys, signatures and ciphertexts: whatever comes is refused in the way that is documented, or is genuine.</summary>
public sealed class KeyDecoderFuzzTests
{
    [Theory]
    [InlineData("ML-DSA-44")]
    [InlineData("ML-DSA-87")]
    [InlineData("MLDSA65-Ed25519-SHA512")]
    public void Verifying_never_throws_and_accepts_only_what_was_signed(string algorithm)
    {
        var scheme = SignatureScheme.Find(algorithm)!;
        using var key = scheme.Import(RandomNumberGenerator.GetBytes(scheme.SecretSize));
        using var otherKey = scheme.Import(RandomNumberGenerator.GetBytes(scheme.SecretSize));
        byte[] publicKey = key.PublicKey.ToArray(), otherPublicKey = otherKey.PublicKey.ToArray();
        byte[] message = [1, 2, 3], context = [4];
        byte[] signature = key.Sign(message, context), otherSignature = key.Sign([5], context);
        FuzzRun.Of(mutator =>
        {
            var inputs = (PublicKey: publicKey, Signature: signature, Message: message, Context: context);
            switch (mutator.Next(8))
            {
                case 0: inputs.PublicKey = Resized(mutator, publicKey, mutator.Mutate(publicKey, otherPublicKey)); break;
                case 1: inputs.Message = mutator.Mutate(message, otherSignature); break;
                case 2: inputs.Context = mutator.Mutate(context, otherSignature); break;
                default: inputs.Signature = Resized(mutator, signature, mutator.Mutate(signature, otherSignature)); break;
            }

            var genuine = inputs.PublicKey.AsSpan().SequenceEqual(publicKey) && inputs.Signature.AsSpan().SequenceEqual(signature)
                && inputs.Message.AsSpan().SequenceEqual(message) && inputs.Context.AsSpan().SequenceEqual(context);
            Assert.Equal(genuine, scheme.Verify(inputs.PublicKey, inputs.Message, inputs.Signature, inputs.Context));
            if (scheme.HasExternalMu)
                Assert.False(scheme.VerifyMu(inputs.PublicKey, mutator.Noise(mutator.Pick(0, 63, 64, 65)), inputs.Signature));
        });
    }

    [Theory]
    [InlineData(MlKemParameterSet.MlKem768)]
    [InlineData(MlKemParameterSet.MlKem1024)]
    public void Encapsulation_keys_are_accepted_exactly_when_FIPS_203_accepts_them(MlKemParameterSet set)
    {
        using var key = MlKem.Provider.Import(set, RandomNumberGenerator.GetBytes(64));
        using var otherKey = MlKem.Provider.Import(set, RandomNumberGenerator.GetBytes(64));
        byte[] good = key.EncapsulationKey.ToArray(), other = otherKey.EncapsulationKey.ToArray();
        FuzzRun.Of(mutator =>
        {
            var input = Resized(mutator, good, mutator.Mutate(good, other));
            var accepted = MlKem.IsEncapsulationKey(set, input);
            Assert.Equal(BouncyCastleAccepts(set, input), accepted);
            if (accepted)
                MlKem.Provider.Encapsulate(set, input).Dispose();
            else
                Assert.Throws<ArgumentException>(() => MlKem.Provider.Encapsulate(set, input));
        });
    }

    [Theory]
    [InlineData(MlKemParameterSet.MlKem768)]
    [InlineData(MlKemParameterSet.MlKem1024)]
    public void A_ciphertext_gives_the_secret_only_when_it_is_the_genuine_one(MlKemParameterSet set)
    {
        using var key = MlKem.Provider.Import(set, RandomNumberGenerator.GetBytes(64));
        using var genuine = MlKem.Provider.Encapsulate(set, key.EncapsulationKey);
        using var other = MlKem.Provider.Encapsulate(set, key.EncapsulationKey);
        FuzzRun.Of(mutator =>
        {
            var input = Resized(mutator, genuine.Ciphertext, mutator.Mutate(genuine.Ciphertext, other.Ciphertext));
            if (input.Length != set.CiphertextSize())
                Assert.Throws<ArgumentException>(() => key.Decapsulate(input));
            else
                Assert.Equal(input.AsSpan().SequenceEqual(genuine.Ciphertext), genuine.SharedSecret.AsSpan().SequenceEqual(key.Decapsulate(input)));
        });
    }

    [Fact]
    public void Seeds_of_any_other_size_are_refused() => FuzzRun.Of(mutator =>
    {
        var noise = mutator.Noise(mutator.Next(200));
        foreach (var algorithm in (string[])["ML-DSA-44", "ML-DSA-65", "ML-DSA-87", "MLDSA65-Ed25519-SHA512"])
        {
            if (SignatureScheme.Find(algorithm)! is { } scheme && scheme.SecretSize != noise.Length)
                Assert.Throws<ArgumentException>(() => scheme.Import(noise));
        }

        if (noise.Length != MlKemParameterSets.SeedSize)
            Assert.Throws<ArgumentException>(() => MlKem.Provider.Import(MlKemParameterSet.MlKem768, noise));
    });

    // Most mutations change the size, which is checked first; half of them get the right one again, to reach what lies behind.
    private static byte[] Resized(Mutator mutator, byte[] good, byte[] mutated)
    {
        if (mutator.Next(2) == 0)
            Array.Resize(ref mutated, good.Length);
        return mutated;
    }

    private static bool BouncyCastleAccepts(MlKemParameterSet set, byte[] input)
    {
        try
        {
            MLKemPublicKeyParameters.FromEncoding(BouncyCastleMlKem.Parameters(set), input);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

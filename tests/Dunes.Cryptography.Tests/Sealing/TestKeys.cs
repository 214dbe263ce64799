using System.Security.Cryptography;
using CsCheck;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.Sealing;

internal static class TestKeys
{
    public static readonly Guid KeyId = new("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");

    /// <summary>Sizes where the chunking changes.</summary>
    public static readonly int[] BorderSizes = [0, 1, 15, 16, 17, 16_383, 16_384, 16_385, 32_767, 32_768, 32_769, 49_152, 100_000];

    public static Gen<int> AnySize => Gen.OneOf(Gen.Int[0, BorderSizes.Length - 1].Select(i => BorderSizes[i]), Gen.Int[0, 40_000]);

    public static SealingKey Random(int version = 6) => SealingKey.FromRoot(RandomNumberGenerator.GetBytes(SealingKey.RootSize), KeyId, version);

    public static string CodeOf(Action action) => Assert.Throws<SealingException>(action).Code;
}

using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Mac;
using Dunes.Cryptography.Sealing;
using Dunes.Cryptography.Signatures;

namespace Dunes.Cryptography.Tests.Memory;

/// <summary>No seed, root or key of a disposed key object stands anywhere in the memory of the process.</summary>
public sealed class WipingTests
{
    private const byte Mask = 0x5a;

    public static TheoryData<string> Kinds => ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87", "MLDSA65-Ed25519-SHA512", "ML-KEM-768", "ML-KEM-1024", "DC2K-1", "HMAC-SHA-512"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_disposed_key_leaves_nothing_of_its_secret(string kind)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Memory is read by way of /proc.");
        var masked = UseAndDispose(kind);
        Churn();
        for (var offset = 0; offset + 32 <= masked.Length; offset += 32)
            Assert.Equal(0, ProcessMemory.Count(masked[offset..(offset + 32)], Mask));
    }

    [Fact]
    public void The_search_finds_a_secret_that_is_there()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Memory is read by way of /proc.");
        var secret = RandomNumberGenerator.GetBytes(32);
        Assert.NotEqual(0, ProcessMemory.Count(Masked(secret), Mask));
        GC.KeepAlive(secret);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] UseAndDispose(string kind)
    {
        var secret = GC.AllocateArray<byte>(SizeOf(kind), pinned: true);
        RandomNumberGenerator.Fill(secret);
        Use(kind, secret);
        var masked = Masked(secret);
        CryptographicOperations.ZeroMemory(secret);
        return masked;
    }

    private static int SizeOf(string kind) => kind switch
    {
        "DC2K-1" => SealingKey.RootSize,
        "HMAC-SHA-512" => MacKey.Size,
        "ML-KEM-768" or "ML-KEM-1024" => MlKemParameterSets.SeedSize,
        _ => SignatureScheme.Find(kind)!.SecretSize,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(string kind, byte[] secret)
    {
        if (kind == "DC2K-1")
        {
            using var sealing = SealingKey.FromRoot(secret, Guid.NewGuid(), 1);
            sealing.Open(sealing.Seal([1], []), []);
        }
        else if (kind == "HMAC-SHA-512")
        {
            using var mac = MacKey.Import(secret);
            mac.Compute([1]);
        }
        else if (MlKemParameterSets.TryParse(kind, out var set))
        {
            using var key = MlKem.Provider.Import(set, secret);
            using var encapsulation = MlKem.Provider.Encapsulate(set, key.EncapsulationKey);
            key.Decapsulate(encapsulation.Ciphertext);
        }
        else
        {
            using var key = SignatureScheme.Find(kind)!.Import(secret);
            key.Sign([1], []);
            key.Sign([1], [], deterministic: true);
        }
    }

    private static byte[] Masked(byte[] secret) => [.. secret.Select(value => (byte)(value ^ Mask))];

    // Later work on the same stack overwrites what the library's own code leaves there; it is not what a heap keeps.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Churn()
    {
        Span<byte> stack = stackalloc byte[64 * 1024];
        RandomNumberGenerator.Fill(stack);
    }
}

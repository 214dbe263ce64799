using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Mac;
using Dunes.Cryptography.Sealing;
using Dunes.Cryptography.Signatures;
using Dunes.Cryptography.Tests.Kem;
using Dunes.Cryptography.Tests.Sealing;
using Dunes.Cryptography.Tests.Signatures;

namespace Dunes.Cryptography.Tests.Memory;

/// <summary>
/// 64 threads do everything with the same key objects, for <c>DUNES_SOAK_SECONDS</c> (default 5). A shared <see cref="AesGcm"/> or BouncyCastle
/// signer fails this within a second.
/// </summary>
public sealed class SoakTests
{
    private const int Threads = 64;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("DUNES_SOAK_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 5);

    [Theory]
    [InlineData("BouncyCastle")]
    [InlineData("platform")]
    public async Task Sixty_four_threads_sign_and_encapsulate_with_the_same_keys(string provider)
    {
        var (mlDsa, mlKem) = (MlDsaVectorTests.Provider(provider), MlKemVectorTests.Provider(provider));
        using var signing = mlDsa.Import(MlDsaParameterSet.MlDsa44, RandomNumberGenerator.GetBytes(32));
        using var composite = new CompositeMlDsa(mlDsa).Import(RandomNumberGenerator.GetBytes(64));
        using var decapsulating = mlKem.Import(MlKemParameterSet.MlKem768, RandomNumberGenerator.GetBytes(64));
        var compositeScheme = new CompositeMlDsa(mlDsa);
        var same = signing.Sign("same"u8, [], deterministic: true);
        await SoakAsync(
            message =>
            {
                var signature = signing.Sign(message, "c"u8);
                Assert.True(mlDsa.Verify(MlDsaParameterSet.MlDsa44, signing.PublicKey, message, signature, "c"u8));
                Assert.Equal(same, signing.Sign("same"u8, [], deterministic: true));
            },
            message =>
            {
                var mu = MlDsaMu.Compute(signing.PublicKey, message, []);
                Assert.True(mlDsa.VerifyMu(MlDsaParameterSet.MlDsa44, signing.PublicKey, mu, signing.SignMu(mu)));
            },
            message => Assert.True(compositeScheme.Verify(composite.PublicKey, message, composite.Sign(message, []), [])),
            _ =>
            {
                using var encapsulation = mlKem.Encapsulate(MlKemParameterSet.MlKem768, decapsulating.EncapsulationKey);
                Assert.Equal(encapsulation.SharedSecret, decapsulating.Decapsulate(encapsulation.Ciphertext));
            });
    }

    [Fact]
    public async Task Sixty_four_threads_seal_and_open_with_the_same_keys()
    {
        var secret = RandomNumberGenerator.GetBytes(64);
        using var mac = MacKey.Import(secret);
        var forms = SealedForm.Names.Select(name => new SealedForm(name)).ToArray();
        await SoakAsync(
        [
            .. forms.Select(form => (Action<byte[]>)(message =>
            {
                var plaintext = message.Concat(new byte[form.SizeOf(20_000)]).TakeLast(form.SizeOf(20_000)).ToArray();
                Assert.Equal(plaintext, form.Open(form.Seal(plaintext, message), message));
            })),
            message => Assert.Equal(HMACSHA512.HashData(secret, message), mac.Compute(message)),
        ]);
        Array.ForEach(forms, form => form.Dispose());
    }

    [Fact]
    public async Task A_key_that_is_disposed_while_64_threads_sign_gives_only_good_signatures()
    {
        for (var round = 0; round < 5; round++)
        {
            var signing = MlDsa.Provider.Import(MlDsaParameterSet.MlDsa44, RandomNumberGenerator.GetBytes(32));
            var publicKey = signing.PublicKey.ToArray();
            var signatures = new ConcurrentQueue<byte[]>();
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
                () =>
                {
                    try
                    {
                        // One of the threads ends it for all, in the midst of what they do.
                        for (var i = 0; thread > 0 || i < 3; i++)
                            signatures.Enqueue(signing.Sign("m"u8, []));
                        signing.Dispose();
                    }
                    catch (ObjectDisposedException)
                    {
                        // This is how it must end.
                    }
                },
                TaskCreationOptions.LongRunning)));
            Assert.NotEmpty(signatures);
            Assert.All(signatures, signature => Assert.True(MlDsa.Provider.Verify(MlDsaParameterSet.MlDsa44, publicKey, "m"u8, signature, [])));
        }
    }

    private static async Task SoakAsync(params Action<byte[]>[] operations)
    {
        var counts = new int[operations.Length];
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                // Every thread does every operation at least once, each beginning with another.
                for (var i = 0; i < operations.Length || clock.Elapsed < Duration; i++)
                {
                    var operation = (thread + i) % operations.Length;
                    operations[operation]([(byte)thread, (byte)i, (byte)(i >> 8)]);
                    Interlocked.Increment(ref counts[operation]);
                }
            },
            TaskCreationOptions.LongRunning)));
        TestContext.Current.TestOutputHelper!.WriteLine($"Operations done: {string.Join(", ", counts)}");
        Assert.All(counts, count => Assert.True(count >= Threads));
    }
}

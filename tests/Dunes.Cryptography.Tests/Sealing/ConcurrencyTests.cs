using System.Diagnostics;
using System.Security.Cryptography;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.Sealing;

public sealed class ConcurrencyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Eight_threads_share_one_sealing_key_and_one_context_key()
    {
        using var key = TestKeys.Random();
        using var contextKey = key.DeriveContextKey("c"u8);
        var convergent = key.SealConvergent("same"u8, []);
        await OnEightThreads(thread =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                var plaintext = RandomNumberGenerator.GetBytes(i % 50 == 0 ? 20_000 : i % 200);
                byte[] aad = [(byte)thread];
                Assert.Equal(plaintext, key.Open(key.Seal(plaintext, aad), aad));
                Assert.Equal(plaintext, contextKey.Open(contextKey.Seal(plaintext, aad), aad));
                Assert.Equal(convergent, key.SealConvergent("same"u8, []));
            }
        });
    }

    [Fact]
    public async Task Disposal_during_use_never_seals_under_a_wiped_key()
    {
        for (var round = 0; round < 50; round++)
        {
            var root = RandomNumberGenerator.GetBytes(SealingKey.RootSize);
            using var reference = SealingKey.FromRoot(root, TestKeys.KeyId, 1);
            var shared = SealingKey.FromRoot(root, TestKeys.KeyId, 1);
            var started = new CountdownEvent(4);
            var users = Enumerable.Range(0, 4).Select(_ => OnThread(() =>
            {
                started.Signal();
                for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience;)
                {
                    byte[] message;
                    try
                    {
                        message = shared.Seal("p"u8, []);
                    }
                    catch (ObjectDisposedException)
                    {
                        return true;
                    }

                    reference.Open(message, []);
                }

                return false;
            })).ToArray();
            started.Wait();
            shared.Dispose();
            Assert.All(await Task.WhenAll(users), Assert.True);
        }
    }

    private static Task OnEightThreads(Action<int> work) => Task.WhenAll(Enumerable.Range(0, 8).Select(thread => OnThread(() =>
    {
        work(thread);
        return true;
    })));

    // Threads of their own: the pool has as many as the machine has cores, and starts more of them reluctantly.
    private static Task<T> OnThread<T>(Func<T> work) => Task.Factory.StartNew(work, TaskCreationOptions.LongRunning);
}

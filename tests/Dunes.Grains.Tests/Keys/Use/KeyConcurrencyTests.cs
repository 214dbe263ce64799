using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys.Use;
using Microsoft.Extensions.DependencyInjection;

namespace Dunes.Grains.Tests.Keys.Use;

public sealed class KeyConcurrencyTests(KeyUseFixture fixture) : IClassFixture<KeyUseFixture>
{
    private const int Callers = 64;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    [Theory]
    [InlineData(KeyAlgorithms.MlDsa44)]
    [InlineData(KeyAlgorithms.MlDsa65Ed25519)]
    public Task Sixty_four_callers_of_one_key_sign_and_verify_without_one_wrong_result(string algorithm) => RunAsync(algorithm, async (key, caller, round) =>
    {
        byte[] message = [(byte)caller, (byte)round, (byte)(round >> 8)];
        var signature = (await key.SignAsync(message, [(byte)caller])).Bytes!;
        return (await key.VerifyAsync(message, signature, [(byte)caller])).Valid && !(await key.VerifyAsync(message, signature, [(byte)(caller + 1)])).Valid;
    });

    [Theory]
    [InlineData(KeyAlgorithms.Dc2k1)]
    [InlineData(KeyAlgorithms.MlKem1024)]
    public Task Sixty_four_callers_of_one_key_seal_and_open_without_one_wrong_result(string algorithm) => RunAsync(algorithm, async (key, caller, round) =>
    {
        var plaintext = new byte[1 + (round % 300)];
        Array.Fill(plaintext, (byte)caller);
        var message = (await key.EncryptAsync(plaintext, [(byte)caller])).Bytes!;
        return (await key.DecryptAsync(message, [(byte)caller])).Bytes.AsSpan().SequenceEqual(plaintext);
    });

    [Fact]
    public async Task When_a_silo_has_stopped_no_secret_is_left_open()
    {
        var other = new KeyUseFixture();
        await other.InitializeAsync();
        var key = await other.CreateAsync(KeyAlgorithms.Dc2k1);
        await key.EncryptAsync([1]);
        var opener = other.Silo.Services.GetRequiredService<KeyVersionOpener>();
        OpenedVersion opened;
        using (var use = await other.Cache.UseAsync(key.Name))
            opened = await use.OpenAsync(1);
        Assert.True(opener.Opened > 0);

        await other.DisposeAsync();
        Assert.Equal(0, opener.Opened);
        Assert.Throws<ObjectDisposedException>(() => opened.Secret.Sealing.Seal([1], []));
    }

    private async Task RunAsync(string algorithm, Func<TestKey, int, int, Task<bool>> check)
    {
        var key = await fixture.CreateAsync(algorithm);
        using var stop = new CancellationTokenSource(Duration);
        var rounds = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var round = 0;
            do
            {
                Assert.True(await check(key, caller, round));
                round++;
            }
            while (!stop.IsCancellationRequested);

            return round;
        })));
        Assert.All(rounds, round => Assert.True(round > 0));
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Signatures;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>
/// 64 callers at once sign, verify, seal, open and authenticate with the same few keys over HTTP, while the keys rotate, for <c>DUNES_SOAK_SECONDS</c> (20): not one
/// result is wrong. A signer or an <c>AesGcm</c> that two threads share would be noticed here: they corrupt silently.
/// </summary>
public sealed class ConcurrencyTests(RunningServer running, ITestOutputHelper output) : IClassFixture<RunningServer>
{
    private const int Callers = 64;
    private const string Seal = "v1/keys/busy-seal";
    private const string Sign = "v1/keys/busy-sign";
    private const string Kem = "v1/keys/busy-kem";
    private const string Mac = "v1/keys/busy-mac";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("DUNES_SOAK_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 20);

    private KeysClient Admin => running.Admin;

    [Fact]
    public async Task Not_one_wrong_result()
    {
        await Admin.CreateAsync("busy-seal", KeyAlgorithms.Dc2k1);
        await Admin.CreateAsync("busy-sign", KeyAlgorithms.MlDsa65);
        await Admin.CreateAsync("busy-kem", KeyAlgorithms.MlKem1024);
        await Admin.CreateAsync("busy-mac", KeyAlgorithms.HmacSha512);
        var publicKeys = new Dictionary<int, byte[]> { [1] = (await Admin.GetAsync($"{Sign}/versions/1")).Bytes("publicKey") };
        var started = Stopwatch.GetTimestamp();
        var done = new int[Callers];

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            var random = new Random(caller);
            do
            {
                var message = RandomNumberGenerator.GetBytes(random.Next(0, 40_000));
                var work = (caller % 4) switch
                {
                    0 => SealAsync(Seal, message),
                    1 => SignAsync(publicKeys, message),
                    2 => SealAsync(Kem, message),
                    _ => MacAsync(message),
                };
                await work;
                done[caller]++;
                if (caller == 0 && done[0] % 10 == 0)
                    await RotateAsync();
            }
            while (Stopwatch.GetElapsedTime(started) < Duration);
        }));
        output.WriteLine($"{done.Sum()} round trips of {Callers} callers in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s, all right.");
    }

    private async Task SealAsync(string key, byte[] plaintext)
    {
        var associatedData = RandomNumberGenerator.GetBytes(16);
        var ciphertext = (await Admin.PostAsync($"{key}/encrypt", new { plaintext, associatedData })).Text("ciphertext");
        Assert.Equal(plaintext, (await Admin.PostAsync($"{key}/decrypt", new { ciphertext, associatedData })).Bytes("plaintext"));
        associatedData[0] ^= 1;
        await Admin.RefusedAsync(HttpMethod.Post, $"{key}/decrypt", new { ciphertext, associatedData }, 400, "DUNES-SEAL-002");
    }

    private async Task SignAsync(Dictionary<int, byte[]> publicKeys, byte[] message)
    {
        var results = (await Admin.PostAsync($"{Sign}/sign", new { items = new[] { new { message }, new { message = message.Reverse().ToArray() } } })).Results();
        var signature = results[0].Bytes("signature");
        Assert.True(SignatureScheme.Find(KeyAlgorithms.MlDsa65)!.Verify(publicKeys[results[0].Number("version")], message, signature, SigningContext.For("general", [])));
        Assert.True((await Admin.PostAsync($"{Sign}/verify", new { message, signature })).IsValid());
        Assert.False((await Admin.PostAsync($"{Sign}/verify", new { message = (byte[])[.. message, 0], signature })).IsValid());
        Assert.False((await Admin.PostAsync($"{Sign}/verify", new { message = (byte[])[.. message, 0], signature = results[1].Bytes("signature") })).IsValid());
    }

    private async Task MacAsync(byte[] message)
    {
        var made = await Admin.PostAsync($"{Mac}/mac", new { message });
        var (mac, version) = (made.Bytes("mac"), made.Number("version"));
        Assert.True((await Admin.PostAsync($"{Mac}/mac/verify", new { message, mac, version })).IsValid());
        Assert.False((await Admin.PostAsync($"{Mac}/mac/verify", new { message = (byte[])[.. message, 0], mac, version })).IsValid());
    }

    private async Task RotateAsync()
    {
        foreach (var key in (string[])[Seal, Kem, Mac])
            await Admin.PostAsync($"{key}/rotate", new { expectedVersion = (await Admin.GetAsync(key)).Number("currentVersion") });
    }
}

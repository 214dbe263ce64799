using System.Diagnostics;
using Dunes.Abstractions.Keys;
using Dunes.EndToEnd.Tests.Hosting;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>
/// Keys with secrets that the test knows are used by a real server and then disabled. While they are in use they are found in its memory (else the test would show
/// nothing); afterwards they are not: neither what was imported nor what the algorithms expand it to.
/// </summary>
public sealed class MemoryTests(ITestOutputHelper output)
{
    // What other code left behind is garbage until its memory is used again; the traffic of the test does that.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private const string MlDsaK = "ML-DSA-65 K";

    // What the server holds itself is gone when the call returns. Of K, and of rho' that s1 and s2 are drawn from, BouncyCastle leaves copies in the buffers of
    // its SHAKE256, which nobody can reach to wipe.
    private static readonly string[] Wiped =
        ["ML-DSA-65 s1", "ML-DSA-65 s2", "ML-DSA-65 t0", "ML-KEM-768 dk_PKE", "ML-KEM-768 z", "DC2K-1 PRK", "HMAC-SHA-512 secret"];

    private static readonly byte[] Message = "m"u8.ToArray();

    // Small young generations, as a busy server has in effect: what is garbage is overwritten soon.
    private static readonly Dictionary<string, string> Settings = new() { ["DOTNET_gcServer"] = "0", ["DOTNET_GCgen0size"] = "0x400000" };

    /// <summary>While the server has a lease of the keys, and when it has used them so long ago that it has none.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public async Task A_disabled_key_leaves_nothing_in_memory(int unusedSeconds)
    {
        await using var server = await DunesProcess.StartAsync(Settings, "--no-demo");
        if (ProcessMemory.Missing(server.Pid) is { } reason)
            Assert.Skip(reason);
        using var admin = await KeysClient.OfAsync(server, "admin");
        await admin.CreateAsync("transport", KeyAlgorithms.MlKem1024);
        await admin.CreateAsync("traffic", KeyAlgorithms.Dc2k1);
        var publicKey = (await admin.GetAsync("v1/keys/transport/versions/1")).Bytes("publicKey");
        var secrets = KnownSecret.NewOfEachKind();
        foreach (var secret in secrets)
            await admin.PostAsync($"v1/keys/{secret.Algorithm}/import", new { algorithm = secret.Algorithm, wrappingKey = "transport", wrapped = secret.WrapTo(publicKey) }, 201);
        var patterns = secrets.SelectMany(secret => secret.Patterns()).ToDictionary();

        // A secret that was idle for a minute is wiped, and on a busy machine that may be before all the others were used and looked for.
        string[] live = [MlDsaK, .. Wiped];
        IReadOnlyDictionary<string, int> used;
        var started = Stopwatch.GetTimestamp();
        do
        {
            foreach (var secret in secrets)
                await UseAsync(admin, secret.Algorithm);
            used = Count(server, patterns, "in use");
        }
        while (live.Any(name => used[name] == 0) && Stopwatch.GetElapsedTime(started) < Patience);
        foreach (var name in live)
            Assert.True(used[name] > 0, $"{name} is not in memory while it is used: this test would not notice if it stayed there.");

        await Task.Delay(TimeSpan.FromSeconds(unusedSeconds));
        foreach (var secret in secrets)
            await admin.PostAsync($"v1/keys/{secret.Algorithm}/disable");
        started = Stopwatch.GetTimestamp();
        var left = Count(server, patterns, "disabled");
        Assert.DoesNotContain(left, pattern => pattern.Value > 0 && (Wiped.Contains(pattern.Key) || pattern.Key.EndsWith(" secret", StringComparison.Ordinal)));
        Assert.True(left[MlDsaK] < used[MlDsaK], "The signing key's K is still there.");
        while (left.Values.Sum() > 0 && Stopwatch.GetElapsedTime(started) < Patience)
        {
            await TrafficAsync(admin);
            left = Count(server, patterns, "after traffic");
        }

        Assert.DoesNotContain(left, pattern => pattern.Value > 0);
    }

    private static async Task UseAsync(KeysClient admin, string algorithm)
    {
        var key = $"v1/keys/{algorithm}";
        for (var i = 0; i < 5; i++)
        {
            switch (algorithm)
            {
                case KeyAlgorithms.MlDsa65:
                    var signature = (await admin.PostAsync($"{key}/sign", new { message = Message })).Bytes("signature");
                    Assert.True((await admin.PostAsync($"{key}/verify", new { message = Message, signature })).IsValid());
                    break;
                case KeyAlgorithms.MlKem768:
                    var ciphertext = (await admin.PostAsync($"{key}/encapsulate")).Bytes("ciphertext");
                    await admin.PostAsync($"{key}/decapsulate", new { ciphertext });
                    break;
                case KeyAlgorithms.Dc2k1:
                    await admin.PostAsync($"{key}/encrypt", new { plaintext = Message });
                    break;
                default:
                    await admin.PostAsync($"{key}/mac", new { message = Message });
                    break;
            }
        }
    }

    // Objects of all sizes: what a server does all day.
    private static Task TrafficAsync(KeysClient admin) => Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
    {
        var plaintext = new byte[1 << (8 + (i % 13))];
        await admin.PostAsync("v1/keys/traffic/encrypt", new { items = Enumerable.Range(0, 8).Select(_ => new { plaintext }) });
        await admin.PostAsync("v1/random", new { bytes = 65536 });
    }));

    private IReadOnlyDictionary<string, int> Count(DunesProcess server, IReadOnlyDictionary<string, byte[]> patterns, string when)
    {
        var found = ProcessMemory.Count(server.Pid, patterns);
        output.WriteLine($"{when}: {string.Join(", ", found.Where(pattern => pattern.Value > 0).Select(pattern => $"{pattern.Key} {pattern.Value}×"))}");
        return found;
    }
}

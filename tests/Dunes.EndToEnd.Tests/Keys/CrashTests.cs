using Dunes.EndToEnd.Tests.Hosting;
using Dunes.Testing;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>
/// SIGKILL while keys are made, rotated, disabled, deleted and used by many at once. After the restart every acknowledged change is in force, no version is lost
/// or there twice, and no version was used more often than it was counted.
/// </summary>
public sealed class CrashTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int Rounds = 3;
    private const int OwnersARound = 6;
    private const int Rivals = 4;
    private const int FewestChanges = 30;

    // A server that does not get anywhere is a failure.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public Task Sqlite_keeps_every_acknowledged_change() => KillAndCompareAsync(null);

    [Fact]
    public async Task PostgreSql_keeps_every_acknowledged_change()
    {
        if (PostgresServer.Missing is { } reason)
            Assert.Skip(reason);
        await KillAndCompareAsync(new Dictionary<string, string>
        {
            ["Dunes:Storage:Provider"] = "PostgreSql",
            ["Dunes:Storage:ConnectionString"] = await postgres.CreateDatabaseAsync(),
        });
    }

    private async Task KillAndCompareAsync(IReadOnlyDictionary<string, string>? storage)
    {
        await using var server = await DunesProcess.StartAsync(storage, "--no-demo");
        var token = await server.TokenAsync("admin");
        var contract = await KeysClient.ContractAsync(server);
        using (var first = KeysClient.With(server, token, contract))
            await first.CreateAsync("shared", "ML-DSA-44");
        var owners = new List<KeyOwner>();
        for (var round = 0; round < Rounds; round++)
        {
            owners.AddRange(Enumerable.Range(owners.Count, OwnersARound).Select(i => new KeyOwner($"key-{i}", i)));
            var highest = await WorkUntilKilledAsync(server, KeysClient.With(server, token, contract), owners);
            await server.StartAgainAsync();
            using var again = KeysClient.With(server, token, contract);
            await Task.WhenAll(owners.Select(owner => owner.CompareAsync(again)));
            await AssertRotatedAsync(again, highest);
        }
    }

    private async Task<int> WorkUntilKilledAsync(DunesProcess server, KeysClient client, List<KeyOwner> owners)
    {
        using (client)
        {
            var before = owners.Sum(owner => owner.Acknowledged);
            var working = owners.Select(owner => owner.WorkUntilKilledAsync(client)).ToList();
            var rivals = Enumerable.Range(0, Rivals).Select(_ => RotateUntilKilledAsync(client)).ToList();
            using var patience = new CancellationTokenSource(Patience);
            while (owners.Sum(owner => owner.Acknowledged) - before < FewestChanges)
            {
                Assert.DoesNotContain(working, task => task.IsFaulted);
                await Task.Delay(20, patience.Token);
            }

            await Task.Delay(Random.Shared.Next(0, 500));
            server.Kill();
            await Task.WhenAll(working);
            var highest = (await Task.WhenAll(rivals)).Max();
            output.WriteLine($"Killed after {owners.Sum(owner => owner.Acknowledged) - before} acknowledged changes and {highest} versions of the shared key.");
            return highest;
        }
    }

    /// <summary>Rotates the shared key with the version last seen, in a race with others; returns the highest version that was acknowledged.</summary>
    private static async Task<int> RotateUntilKilledAsync(KeysClient client)
    {
        var highest = 1;
        try
        {
            while (true)
            {
                var current = (await client.GetAsync("v1/keys/shared")).Number("currentVersion");
                var (status, answer) = await client.SendAsync(HttpMethod.Post, "v1/keys/shared/rotate", new { expectedVersion = current });
                Assert.True(status is 200 or 409, $"{status} {answer.ToJsonString()}");
                if (status == 200)
                    Assert.Equal(current + 1, highest = answer.Number("currentVersion"));
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return highest;
        }
    }

    private static async Task AssertRotatedAsync(KeysClient client, int highest)
    {
        var key = await client.GetAsync("v1/keys/shared");
        Assert.InRange(key.Number("currentVersion"), highest, int.MaxValue);
        var versions = (await client.GetAsync("v1/keys/shared/versions?limit=1000"))["versions"]!.AsArray();
        Assert.Equal(Enumerable.Range(1, key.Number("currentVersion")), versions.Select(version => version!.Number("version")));
        Assert.Equal(versions.Count, versions.Select(version => version!.Text("publicKey")).Distinct().Count());
        Assert.Equal(key.Number("currentVersion"), (await client.PostAsync("v1/keys/shared/sign", new { message = "m"u8.ToArray() })).Number("version"));
    }
}

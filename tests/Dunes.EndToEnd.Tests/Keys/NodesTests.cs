using System.Collections.Concurrent;
using System.Diagnostics;
using Dunes.Abstractions.Keys;
using Dunes.Testing;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>
/// Two and three processes on one PostgreSQL use the same key at the same time. What one of them was told to forbid none of them does any more once that call has
/// returned, whichever node the callers talk to and even when a node that holds a lease dies at that moment.
/// </summary>
public sealed class NodesTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int Rounds = 6;
    private const int CallersPerNode = 4;

    // What the requests in flight at that moment, and some more, need.
    private static readonly TimeSpan Hammered = TimeSpan.FromSeconds(1.5);

    // A lease has five seconds; membership has to notice a death before the key's grain moves. No upper bound of the product: the test only ends then.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly byte[] Message = "m"u8.ToArray();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_disable_has_returned_no_node_uses_the_key(int nodes)
    {
        if (PostgresServer.Missing is { } reason)
            Assert.Skip(reason);
        await using var cluster = await KeyCluster.StartAsync(postgres, nodes);
        await cluster.Admins[0].CreateAsync("hot", KeyAlgorithms.Dc2k1);
        await using var callers = new Callers(cluster);

        for (var round = 0; round < Rounds; round++)
        {
            await callers.UntilEachNodeSucceedsAsync();
            var (path, undo) = round % 2 == 0 ? ("v1/keys/hot/disable", "v1/keys/hot/enable") : ("v1/keys/hot", "v1/keys/hot/undelete");
            var admin = cluster.Admins[round % nodes];
            var started = Stopwatch.GetTimestamp();
            var forbidding = path.EndsWith("hot", StringComparison.Ordinal) ? admin.DeleteAsync(path) : admin.PostAsync(path);
            await forbidding;
            var forbidden = Stopwatch.GetTimestamp();
            output.WriteLine($"{path} took {Stopwatch.GetElapsedTime(started, forbidden).TotalMilliseconds:0} ms.");
            await Task.Delay(Hammered);
            callers.AssertNothingBegunAfter(forbidden);

            await cluster.Admins[(round + 1) % nodes].PostAsync(undo);
            if (undo.EndsWith("undelete", StringComparison.Ordinal))
                await admin.PostAsync("v1/keys/hot/enable");
        }
    }

    [Fact]
    public async Task Floors_and_grants_hold_everywhere_once_they_are_set()
    {
        if (PostgresServer.Missing is { } reason)
            Assert.Skip(reason);
        await using var cluster = await KeyCluster.StartAsync(postgres, 2);
        var (one, two) = (cluster.Admins[0], cluster.Admins[1]);
        await one.CreateAsync("k", KeyAlgorithms.Dc2k1, new { grants = new[] { new { kind = "role", grantee = "agent", operations = new[] { "encrypt" } } } });
        using var agent = KeysClient.With(cluster.Servers[1], await cluster.Servers[1].TokenAsync("agent"), one.Contract);

        var message = (await agent.PostAsync("v1/keys/k/encrypt", new { plaintext = Message })).Text("ciphertext");
        await one.PatchAsync("v1/keys/k", new { grants = Array.Empty<object>() });
        await agent.RefusedAsync(HttpMethod.Post, "v1/keys/k/encrypt", new { plaintext = Message }, 403, "DUNES-KEY-010");

        // The other node knows the new version at once, and the floor.
        await two.PostAsync("v1/keys/k/decrypt", new { ciphertext = message });
        await one.PostAsync("v1/keys/k/rotate", new { expectedVersion = 1 });
        Assert.Equal(2, (await two.PostAsync("v1/keys/k/encrypt", new { plaintext = Message })).Number("version"));
        await one.PatchAsync("v1/keys/k", new { minEncryptionVersion = 2, minDecryptionVersion = 2 });
        await two.RefusedAsync(HttpMethod.Post, "v1/keys/k/decrypt", new { ciphertext = message }, 409, "DUNES-KEY-032");
        await two.PostAsync("v1/keys/k/trim", new { minAvailableVersion = 2 });
        await one.RefusedAsync(HttpMethod.Post, "v1/keys/k/decrypt", new { ciphertext = message }, 410, "DUNES-KEY-013");
    }

    [Fact]
    public async Task A_node_that_dies_with_a_lease_holds_a_change_up_no_longer_than_the_lease()
    {
        if (PostgresServer.Missing is { } reason)
            Assert.Skip(reason);
        await using var cluster = await KeyCluster.StartAsync(postgres, 3);
        await cluster.Admins[0].CreateAsync("hot", KeyAlgorithms.Dc2k1);
        await using var callers = new Callers(cluster);
        await callers.UntilEachNodeSucceedsAsync();

        cluster.Servers[2].Kill();
        var started = Stopwatch.GetTimestamp();
        await DisableAsync(cluster.Admins[0], started);
        var forbidden = Stopwatch.GetTimestamp();
        output.WriteLine($"Disabled {Stopwatch.GetElapsedTime(started, forbidden).TotalSeconds:0.0} s after the death of a node.");
        await Task.Delay(Hammered);
        callers.AssertNothingBegunAfter(forbidden);
        await AssertDisabledAsync(cluster.Admins[1]);
    }

    // The other living node may still ask the dead one who holds the key, and says then that it does not know.
    private static async Task AssertDisabledAsync(KeysClient admin)
    {
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            var (status, answer) = await admin.SendAsync(HttpMethod.Post, "v1/keys/hot/encrypt", new { plaintext = Message });
            if (status == 409)
            {
                Assert.Equal("DUNES-KEY-030", (string?)answer["code"]);
                return;
            }

            Assert.True(status is 503 or 504 && Stopwatch.GetElapsedTime(started) < Patience, $"{status} {answer.ToJsonString()}");
            await Task.Delay(250);
        }
    }

    // The dead node may have held the key itself: then the cluster must first notice.
    private static async Task DisableAsync(KeysClient admin, long started)
    {
        while (true)
        {
            var (status, answer) = await admin.SendAsync(HttpMethod.Post, "v1/keys/hot/disable", null);
            if (status == 200)
                return;
            Assert.True(status is 503 or 504 && Stopwatch.GetElapsedTime(started) < Patience, $"{status} {answer.ToJsonString()}");
            await Task.Delay(250);
        }
    }

    /// <summary>Callers at every node who seal with the key as fast as they can, and note when what succeeded was begun.</summary>
    private sealed class Callers : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly ConcurrentQueue<(int Node, long Begun)> done = new();
        private readonly Task running;
        private readonly int nodes;

        public Callers(KeyCluster cluster)
        {
            nodes = cluster.Admins.Count;
            running = Task.WhenAll(Enumerable.Range(0, nodes * CallersPerNode).Select(i => CallAsync(i % nodes, cluster.Admins[i % nodes])));
        }

        public async Task UntilEachNodeSucceedsAsync()
        {
            done.Clear();
            var since = Stopwatch.GetTimestamp();
            while (done.Where(call => call.Begun > since).Select(call => call.Node).Distinct().Count() < nodes)
            {
                Assert.False(running.IsCompleted, running.Exception?.ToString());
                Assert.True(Stopwatch.GetElapsedTime(since) < Patience, "Some node does not use the key.");
                await Task.Delay(20);
            }
        }

        /// <summary>A call that was sent after the change had been acknowledged cannot have succeeded.</summary>
        public void AssertNothingBegunAfter(long forbidden)
        {
            var late = done.Where(call => call.Begun > forbidden).ToList();
            Assert.True(late.Count == 0, $"{late.Count} operations that began after it had returned succeeded, at nodes {string.Join(", ", late.Select(call => call.Node).Distinct())}.");
            Assert.False(running.IsCompleted, running.Exception?.ToString());
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await running;
            stop.Dispose();
        }

        private async Task CallAsync(int node, KeysClient admin)
        {
            while (!stop.IsCancellationRequested)
            {
                var begun = Stopwatch.GetTimestamp();
                try
                {
                    var (status, answer) = await admin.SendAsync(HttpMethod.Post, "v1/keys/hot/encrypt", new { plaintext = Message });
                    if (status == 200)
                        done.Enqueue((node, begun));
                    else
                        Assert.True(status is 409 or 410 or 503 or 504, $"{status} {answer.ToJsonString()}");
                }
                catch (HttpRequestException)
                {
                    // The node is dead.
                    await Task.Delay(100);
                }
            }
        }
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using Dunes.EndToEnd.Tests.Hosting;
using Dunes.EndToEnd.Tests.Records;
using Dunes.EndToEnd.Tests.Upstreams;
using Dunes.EndToEnd.Tests.Wire;
using Dunes.Testing;

namespace Dunes.EndToEnd.Tests;

/// <summary>Two processes on one PostgreSQL are one cluster: any node takes any request of any session, and what one node held the other goes on with.</summary>
public sealed class NodesTests(PostgresServer postgres, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Sessions = 12;

    // Orleans must notice first that the other one is gone; a call that was sent to it before ends after half a minute.
    private static readonly TimeSpan TakenOverWithin = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo shared = Directory.CreateTempSubdirectory("dunes-shared-");
    private HttpUpstream upstream = null!;
    private DunesProcess first = null!;
    private DunesProcess second = null!;

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.Missing is not null)
            return;
        upstream = await HttpUpstream.StartAsync();
        var settings = upstream.Settings(
            ("Dunes:Storage:Provider", "PostgreSql"),
            ("Dunes:Storage:ConnectionString", await postgres.CreateDatabaseAsync()),
            ("Dunes:RootKey:KekFile", Path.Combine(shared.FullName, "root.kek")),
            ("Dunes:PublicUrl", "http://localhost/"));
        first = await DunesProcess.StartAsync(settings);
        second = await DunesProcess.StartAsync(settings);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { first, second })
        {
            if (server is not null)
                await server.DisposeAsync();
        }

        upstream?.Dispose();
        shared.Delete(recursive: true);
    }

    [Fact]
    public async Task A_session_lives_on_every_node_and_outlives_the_one_that_held_it()
    {
        if (PostgresServer.Missing is { } reason)
            Assert.Skip(reason);
        var token = await first.TokenAsync("agent");
        using var one = Client(first, token);
        using var two = Client(second, token);

        await ContinueElsewhereAsync(one, two);
        await AnswerElsewhereAsync(one, two);
        await GoOnAfterDeathAsync(one, two);
    }

    /// <summary>Initialized at one node, used at both, on either kind of upstream.</summary>
    private async Task ContinueElsewhereAsync(HttpClient one, HttpClient two)
    {
        foreach (var upstreamName in (string[])["http", "demo"])
        {
            foreach (var (opened, other) in new[] { (one, two), (two, one) })
            {
                var session = await LegacySession.OpenAsync(opened, upstreamName);
                Assert.Equal("there", await session.Through(other).EchoAsync("there"));
                var note = Guid.NewGuid().ToString();
                await session.CallToolAsync("notes_add", new() { ["text"] = note }).LastAsync();
                // The notes are in the memory of the upstream: the same process answers both nodes.
                Assert.Contains(note, (await session.Through(other).CallToolAsync("notes_list", []).LastAsync()).ToJsonString());
                Assert.Equal("and back", await session.EchoAsync("and back"));
            }
        }
    }

    /// <summary>Progress and a question reach the node that asked; the answer is given at the other.</summary>
    private async Task AnswerElsewhereAsync(HttpClient one, HttpClient two)
    {
        foreach (var upstreamName in (string[])["http", "demo"])
        {
            var session = await LegacySession.OpenAsync(one, upstreamName);
            var slow = await session.Through(two).CallToolAsync("slow", new() { ["steps"] = 4, ["delayMs"] = 30 }).ToListAsync();
            Assert.Equal([1, 2, 3, 4], slow.SkipLast(1).Select(message => (int)message["params"]!["progress"]!));

            var answers = new List<string>();
            await foreach (var message in session.CallToolAsync("ask", new() { ["question"] = "Which node?" }))
            {
                if ((string?)message["method"] == "elicitation/create")
                    await session.Through(two).RespondAsync(message["id"]!, new() { ["action"] = "accept", ["content"] = new JsonObject { ["answer"] = "the second" } });
                else
                    answers.Add(LegacySession.Text(message));
            }

            Assert.Equal(["The user answered: the second"], answers);
        }
    }

    /// <summary>SIGKILL of the first node, while calls are in flight at the second to sessions that live on both.</summary>
    private async Task GoOnAfterDeathAsync(HttpClient one, HttpClient two)
    {
        var sessions = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(_ => LegacySession.OpenAsync(one, "http")));
        await Task.WhenAll(sessions.Select(session => session.EchoAsync("before")));
        var begun = sessions.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var inFlight = sessions.Zip(begun, (session, hasBegun) => SlowAsync(session.Through(two), hasBegun)).ToList();
        await Task.WhenAll(begun.Select(one => one.Task)).WaitAsync(TakenOverWithin);

        first.Kill();
        var died = Stopwatch.GetTimestamp();
        await Task.WhenAll(sessions.Select(session => ContinueAsync(session.Through(two))));
        output.WriteLine($"All sessions continue {Stopwatch.GetElapsedTime(died).TotalSeconds:0.0} s after the kill.");

        var lost = (await Task.WhenAll(inFlight)).Count(answered => !answered);
        output.WriteLine($"{lost} of {Sessions} calls were lost with the node.");
        Assert.InRange(lost, 1, Sessions);

        using var auditor = await Auditor.OfAsync(second);
        foreach (var session in sessions)
        {
            var echoed = (await auditor.EntriesAsync(session.Id)).Where(entry => entry.AnsweredText() is not null).Select(entry => entry.Echoed()).OfType<string>().ToList();
            Assert.Equal("before", echoed[0]);
            Assert.Equal("after", echoed[^1]);
            await auditor.VerifySignedAsync(session.Id);
        }

        (await second.CliAsync("contexts", "verify")).Expect(0);
    }

    /// <summary>Whether a call that takes twenty seconds was answered. It has begun when its first progress is here.</summary>
    private static async Task<bool> SlowAsync(LegacySession session, TaskCompletionSource begun)
    {
        try
        {
            await foreach (var message in session.CallToolAsync("slow", new() { ["steps"] = 200, ["delayMs"] = 100 }))
                begun.TrySetResult();
            return true;
        }
        catch (Exception e) when (e is McpErrorException or HttpRequestException)
        {
            return false;
        }
    }

    private static async Task ContinueAsync(LegacySession session)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                Assert.Equal("after", await session.EchoAsync("after"));
                return;
            }
            catch (McpErrorException) when (Stopwatch.GetElapsedTime(started) < TakenOverWithin)
            {
                await Task.Delay(250);
            }
        }
    }

    private static HttpClient Client(DunesProcess server, string token)
    {
        var http = new HttpClient { BaseAddress = server.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }
}

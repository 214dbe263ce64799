using System.Diagnostics;
using System.Text;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Mcp;
using Dunes.Grains.Sessions;
using Dunes.Grains.Tests.Hosting;
using Dunes.Grains.Upstreams;
using Dunes.Grains.Upstreams.Stdio;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dunes.Grains.Tests.Upstreams;

/// <summary>Against a real child process: a few lines of shell that speak enough MCP.</summary>
public sealed class StdioUpstreamConnectionTests
{
    private const string Script = """
        answer() { printf '{"result":%s,"id":%s,"jsonrpc":"2.0"}\n' "$2" "$1"; }
        progress() {
          token=$(printf '%s' "$1" | sed -n 's/.*"progressToken":\([0-9]*\).*/\1/p')
          printf '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":%s,"progress":1}}\n' "$token"
        }
        held=
        while IFS= read -r line; do
          id=$(printf '%s' "$line" | sed -n 's/.*"id":\([0-9]*\).*/\1/p')
          case "$line" in
            *'"initialize"'*) initialized=yes; answer "$id" '{"protocolVersion":"2025-11-25"}' ;;
            *'"slow"'*) progress "$line"; answer "$id" '{}' ;;
            *'"hold"'*) held="$held $id"; progress "$line" ;;
            *'"release"'*) for h in $held; do answer "$h" '{"held":true}'; done; held=; answer "$id" '{}' ;;
            *'"ask"'*) held="$id"; printf '{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{}}\n' ;;
            *'"action"'*) answer "$held" '{"asked":true}'; held= ;;
            *'"notifications/cancelled"'*) printf '{"jsonrpc":"2.0","method":"notifications/message","params":{"saw":%s}}\n' \
              "$(printf '%s' "$line" | sed -n 's/.*"requestId":\([0-9]*\).*/\1/p')" ;;
            *'"env"'*) answer "$id" "{\"secret\":\"$Dunes__Secret\",\"given\":\"$GIVEN\",\"path\":\"$PATH\",\"initialized\":\"$initialized\"}" ;;
            *'"junk"'*) echo 'this is no message' ;;
            *'"foreign"'*) answer 99999 '{}' ; answer "$id" '{}' ;;
            *'"die"'*) exit 3 ;;
            *'"notifications/'*) ;;
            *) answer "$id" '{}' ;;
          esac
        done
        """;

    private readonly StdioUpstreamConnection connection = Connect(Script);

    [Fact]
    public async Task Ids_and_tokens_come_back_as_the_client_wrote_them()
    {
        await using var _ = connection;
        var messages = await SendAsync("""{"jsonrpc":"2.0","id":"x-1","method":"slow","params":{"_meta":{"progressToken":"tok"}}}""");
        Assert.Equal(2, messages.Count);
        Assert.Equal("\"tok\"", messages[0].Text(messages[0].NotifiedToken));
        Assert.Equal("\"x-1\"", messages[1].IdText);
    }

    [Fact]
    public async Task Calls_with_the_same_id_get_their_own_answers()
    {
        await using var _ = connection;
        var first = await HoldAsync();
        var second = await HoldAsync();
        var third = Assert.Single(await SendAsync("""{"jsonrpc":"2.0","id":"same","method":"release"}"""));
        Assert.DoesNotContain("held", Text(third));
        foreach (var held in new[] { first, second })
            Assert.Equal(["progress", "held"], (await held).Select(message => Text(message).Contains("held") ? "held" : "progress"));
    }

    [Fact]
    public async Task A_message_over_several_lines_is_one_line_to_the_process()
    {
        await using var _ = connection;
        Assert.Single(await SendAsync("{\"jsonrpc\":\"2.0\",\r\n\"id\":1,\n\"method\":\"echo\"}"));
    }

    [Fact]
    public async Task A_request_of_the_server_belongs_to_the_only_call()
    {
        await using var _ = connection;
        var messages = new List<McpMessage>();
        await foreach (var message in connection.SendAsync(Parse("""{"jsonrpc":"2.0","id":7,"method":"ask"}"""), default))
        {
            messages.Add(message);
            if (message.Kind == McpMessageKind.Request)
                await connection.DeliverAsync(Parse("""{"jsonrpc":"2.0","id":1,"result":{"action":"accept"}}"""), default);
        }
        Assert.Equal("elicitation/create", messages[0].Method);
        Assert.Contains("asked", Text(messages[1]));
    }

    [Fact]
    public async Task The_process_sees_what_is_configured_and_no_secret()
    {
        Environment.SetEnvironmentVariable("Dunes__Secret", "hidden");
        await using var _ = connection;
        var seen = Text(Assert.Single(await SendAsync("""{"jsonrpc":"2.0","id":1,"method":"env"}""")));
        Assert.Contains("\"secret\":\"\"", seen);
        Assert.Contains("\"given\":\"yes\"", seen);
        Assert.DoesNotContain("\"path\":\"\"", seen);
    }

    [Fact]
    public async Task A_process_that_ends_fails_its_calls_and_is_started_and_initialized_again()
    {
        await using var _ = connection;
        var initialize = """{"jsonrpc":"2.0","id":"i","method":"initialize","params":{"protocolVersion":"2025-11-25"}}""";
        await SendAsync(initialize);
        connection.Bind(new UpstreamBinding("2025-11-25", null, Encoding.UTF8.GetBytes(initialize)));
        var held = await HoldAsync();
        await Assert.ThrowsAsync<DunesException>(() => SendAsync("""{"jsonrpc":"2.0","id":2,"method":"die"}"""));
        var error = await Assert.ThrowsAsync<DunesException>(() => held);
        Assert.Equal(("DUNES-UP-008", ErrorKind.Unknown), (error.Code, error.Kind));
        Assert.Contains("\"initialized\":\"yes\"", Text(Assert.Single(await SendAsync("""{"jsonrpc":"2.0","id":3,"method":"env"}"""))));
    }

    [Fact]
    public async Task Who_has_heard_of_the_end_of_a_process_gets_the_next_one()
    {
        await using var _ = connection;
        for (var i = 0; i < 20; i++)
        {
            await Assert.ThrowsAsync<DunesException>(() => SendAsync("""{"jsonrpc":"2.0","id":1,"method":"die"}"""));
            Assert.Single(await SendAsync("""{"jsonrpc":"2.0","id":1,"method":"echo"}"""));
        }
    }

    [Fact]
    public async Task A_line_that_is_no_message_ends_the_only_call_and_a_foreign_id_none()
    {
        await using var _ = connection;
        Assert.Equal("DUNES-UP-006", (await Assert.ThrowsAsync<DunesException>(() => SendAsync("""{"jsonrpc":"2.0","id":1,"method":"junk"}"""))).Code);
        Assert.Single(await SendAsync("""{"jsonrpc":"2.0","id":1,"method":"foreign"}"""));
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_under_its_own_number()
    {
        await using var _ = connection;
        using var cancel = new CancellationTokenSource();
        var held = await HoldAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        using var enough = new CancellationTokenSource(SlowMachine.Limit);
        await foreach (var message in connection.ListenAsync(enough.Token))
        {
            Assert.Contains("\"saw\":1", Text(message));
            break;
        }
    }

    [Fact]
    public async Task A_command_that_cannot_start_says_so()
    {
        await using var none = new StdioUpstreamConnection(
            "u", new UpstreamOptions { Command = "no-such-command" }, TimeProvider.System, NullLogger<StdioUpstreamConnection>.Instance);
        var error = await Assert.ThrowsAsync<DunesException>(() => ReadAsync(none.SendAsync(Parse("""{"jsonrpc":"2.0","id":1,"method":"x"}"""), default)));
        Assert.Equal(("DUNES-UP-009", ErrorKind.Unavailable), (error.Code, error.Kind));
    }

    [Fact]
    public async Task A_process_that_does_not_end_is_killed_with_its_children()
    {
        var stubborn = Connect("""read -r line; sleep 600 & printf '{"jsonrpc":"2.0","id":1,"result":{"pid":%s}}\n' $!; wait""");
        var answer = Text(Assert.Single(await ReadAsync(stubborn.SendAsync(Parse("""{"jsonrpc":"2.0","id":1,"method":"x"}"""), default))));
        var pid = int.Parse(answer.Split("\"pid\":")[1].TrimEnd('}', '\n'));
        var start = Stopwatch.GetTimestamp();
        await stubborn.DisposeAsync();
        // The child would sleep for ten minutes.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(1.5), TimeSpan.FromMinutes(5));
        await Eventually.TrueAsync(() => Task.FromResult(IsGone(pid)), "the child is killed");
    }

    // A zombie is gone: nobody has fetched it yet.
    private static bool IsGone(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Contains(") Z");
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static StdioUpstreamConnection Connect(string script)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("needs a POSIX shell");
        var options = new UpstreamOptions { Command = "sh", Arguments = ["-c", script], Environment = { ["GIVEN"] = "yes" } };
        return new StdioUpstreamConnection("u", options, TimeProvider.System, NullLogger<StdioUpstreamConnection>.Instance);
    }

    private Task<List<McpMessage>> SendAsync(string json) => ReadAsync(connection.SendAsync(Parse(json), default));

    /// <summary>A call that the process keeps until it is told to release it; it has it when this returns.</summary>
    private async Task<Task<List<McpMessage>>> HoldAsync(CancellationToken cancellationToken = default)
    {
        var hold = Parse("""{"jsonrpc":"2.0","id":"same","method":"hold","params":{"_meta":{"progressToken":"same"}}}""");
        var arrived = new TaskCompletionSource();
        var reading = ReadAsync(connection.SendAsync(hold, cancellationToken), () => arrived.TrySetResult());
        await await Task.WhenAny(arrived.Task, reading);
        return reading;
    }

    private static async Task<List<McpMessage>> ReadAsync(IAsyncEnumerable<McpMessage> messages, Action? atEach = null)
    {
        var read = new List<McpMessage>();
        await foreach (var message in messages)
        {
            read.Add(message);
            atEach?.Invoke();
        }
        return read;
    }

    private static McpMessage Parse(string json) => McpMessageParser.Parse(Encoding.UTF8.GetBytes(json));

    private static string Text(McpMessage message) => Encoding.UTF8.GetString(message.Json);
}

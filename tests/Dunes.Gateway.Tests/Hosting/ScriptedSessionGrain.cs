using System.Collections.Concurrent;
using System.Text;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Mcp;
using Dunes.Abstractions.Sessions;
using Orleans.Runtime;

namespace Dunes.Gateway.Tests.Hosting;

/// <summary>A session that does what the called tool's name says, for the transport's paths that a real upstream cannot be made to take.</summary>
public sealed class ScriptedSessionGrain : Grain, ISessionGrain
{
    public static readonly ConcurrentQueue<string> Log = new();
    private static readonly ConcurrentDictionary<string, bool> ToClose = new();

    private readonly Dictionary<string, List<(TimeSpan Delay, byte[] Message)>> streams = [];
    private OpenContext? opened;
    private bool closed;
    private int sent;

    private string Id => this.GetPrimaryKeyString();

    public static void End(string id) => ToClose[id] = true;

    public Task<ContextInfo> OpenAsync(OpenContext request)
    {
        opened = request;
        Log.Enqueue($"open {Id} {request.Upstream} {request.Era} {request.ClientName}");
        return Task.FromResult(Info());
    }

    public Task<StreamPage> SendAsync(Principal caller, McpMessage request)
    {
        Check(caller);
        Log.Enqueue($"send {Id} {request.Method}");
        var stream = $"s{sent++}";
        var id = request.IdText!;
        byte[] Result(string result) => Encoding.UTF8.GetBytes($$"""{"result":{{result}},"id":{{id}},"jsonrpc":"2.0"}""");
        byte[] Error(int code) => Encoding.UTF8.GetBytes($$"""{"error":{"code":{{code}},"message":"m"},"id":{{id}},"jsonrpc":"2.0"}""");
        byte[] Progress(int n) => Encoding.UTF8.GetBytes($$"""{"method":"notifications/progress","params":{"progress":{{n}}},"jsonrpc":"2.0"}""");
        var script = request.Name ?? request.Method!;
        if (script.StartsWith("fail-", StringComparison.Ordinal))
            throw new DunesException("DUNES-TEST-001", Enum.Parse<ErrorKind>(script[5..]), "It failed.");
        switch (script)
        {
            case "initialize":
                var refused = request.ClientName == "refused/1";
                return Done(stream, refused ? Error(-32602) : Result("""{"protocolVersion":"2025-11-25","capabilities":{}}"""));
            case "progress":
                streams[stream] = [(TimeSpan.Zero, Progress(1)), (TimeSpan.Zero, Progress(2)), (TimeSpan.Zero, Result("{\n  \"content\": []\r\n}"))];
                return Page(stream, 0, 1);
            case "progress-at-once":
                streams[stream] = [(TimeSpan.Zero, Progress(1)), (TimeSpan.Zero, Result("{}"))];
                return Page(stream, 0, 2);
            case "never":
                streams[stream] = [(TimeSpan.FromDays(1), Result("{}"))];
                return Page(stream, 0, 0);
            case "breaks":
                streams[stream] = [];
                return Task.FromResult(new StreamPage(stream, 0, [], false));
            case "no-such-method":
                return Done(stream, Error(McpError.MethodNotFound));
            case "wrong-params":
                return Done(stream, Error(McpError.InvalidParams));
            case "timeout":
                throw new TimeoutException("secret");
            case "unavailable":
                throw new SiloUnavailableException("secret");
            case "crash":
                throw new InvalidOperationException("secret");
            default:
                return Done(stream, Result($$"""{"content":[],"_meta":{"n":1},"echo":{{Encoding.UTF8.GetString(request.Json)}}}"""));
        }
    }

    public async Task<StreamPage> ReadAsync(Principal caller, string stream, int next)
    {
        Check(caller);
        if (stream == ISessionGrain.ServerStream)
        {
            if (next > 10)
                throw new DunesException("DUNES-CTX-014", ErrorKind.Invalid, "The stream cannot be read from there.");
            if (next >= 2)
                await Task.Delay(TimeSpan.FromSeconds(1));
            return next >= 2
                ? new StreamPage(stream, next, [], false)
                : new StreamPage(stream, next + 1, [Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","method":"notifications/n{{next}}"}""")], false);
        }
        if (!streams.TryGetValue(stream, out var messages) || messages.Count == 0)
            throw new DunesException("DUNES-TEST-002", ErrorKind.Unknown, "The stream broke.");
        var wait = messages[next].Delay < TimeSpan.FromSeconds(1) ? messages[next].Delay : TimeSpan.FromSeconds(1);
        await Task.Delay(wait);
        if (wait < messages[next].Delay)
        {
            messages[next] = (messages[next].Delay - wait, messages[next].Message);
            return new StreamPage(stream, next, [], false);
        }
        return await Page(stream, next, 1);
    }

    public Task ShredAsync(Principal caller)
    {
        Log.Enqueue($"shred {Id} {caller.Tenant}");
        return Task.CompletedTask;
    }

    public Task DeliverAsync(Principal caller, McpMessage message)
    {
        Check(caller);
        Log.Enqueue($"deliver {Id} {message.Kind} {message.Method}");
        return Task.CompletedTask;
    }

    public Task CancelAsync(Principal caller, string stream)
    {
        Log.Enqueue($"cancel {Id} {stream}");
        return Task.CompletedTask;
    }

    public Task<ContextInfo> DescribeAsync(Principal caller)
    {
        if (opened is null || !opened.Owner.IsSameAs(caller))
            throw new DunesException("DUNES-CTX-001", ErrorKind.NotFound, "There is no such context.");
        return Task.FromResult(Info());
    }

    public Task CloseAsync(Principal caller)
    {
        Check(caller);
        Log.Enqueue($"close {Id}");
        closed = true;
        return Task.CompletedTask;
    }

    public Task RecoverAsync() => Task.CompletedTask;

    private void Check(Principal caller)
    {
        if (opened is null || !opened.Owner.IsSameAs(caller))
            throw new DunesException("DUNES-CTX-001", ErrorKind.NotFound, "There is no such context.");
        if (closed || ToClose.ContainsKey(Id))
            throw new DunesException("DUNES-CTX-002", ErrorKind.Gone, "The context has ended.");
    }

    private ContextInfo Info() => new(
        Id, opened!.Owner.Tenant, opened.Owner.Issuer, opened.Owner.Subject, opened.Upstream, opened.Era, null, opened.ClientName,
        DateTimeOffset.UnixEpoch, closed ? DateTimeOffset.UnixEpoch : null, null, 0, [], 0);

    private static Task<StreamPage> Done(string stream, byte[] answer) => Task.FromResult(new StreamPage(stream, 1, [answer], true));

    private Task<StreamPage> Page(string stream, int from, int count)
    {
        var all = streams[stream];
        return Task.FromResult(new StreamPage(stream, from + count, [.. all.Skip(from).Take(count).Select(m => m.Message)], from + count == all.Count));
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Threading.Channels;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Mcp;

namespace Dunes.Grains.Upstreams.Stdio;

/// <summary>Tells for each message of a process which call it belongs to. Used by the reading loop and by callers at once.</summary>
internal sealed class StdioRouter
{
    private const int Backlog = 256;

    private readonly Lock gate = new();
    private readonly SortedDictionary<long, StdioCall> calls = [];
    private readonly Channel<McpMessage> unclaimed =
        Channel.CreateBounded<McpMessage>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest });

    private DunesException? ended;
    private long lastNumber;
    private int listeners;

    /// <summary>What belongs to no call; the oldest is dropped when nobody reads.</summary>
    public ChannelReader<McpMessage> Unclaimed => unclaimed.Reader;

    /// <summary>A process has started: calls can be made.</summary>
    public void Begin()
    {
        lock (gate)
            ended = null;
    }

    /// <summary>Registers a request under a number of its own; one that comes after the end of the process has failed already.</summary>
    public StdioCall Add(McpMessage request)
    {
        lock (gate)
        {
            var call = new StdioCall(++lastNumber, request);
            calls.Add(call.Number, call);
            if (ended is not null)
                call.Fail(ended);
            return call;
        }
    }

    /// <summary>The call is over.</summary>
    public void Remove(StdioCall call)
    {
        lock (gate)
            calls.Remove(call.Number);
    }

    /// <summary>The newest call in flight with the client's id that a cancellation names.</summary>
    public StdioCall? FindCancelled(McpMessage cancellation)
    {
        if (!cancellation.CancelledId.Exists)
            return null;
        var id = JsonRpcId.Key(cancellation, cancellation.CancelledId);
        lock (gate)
            return calls.Values.LastOrDefault(c => JsonRpcId.Key(c.Request, c.Request.Id) == id);
    }

    /// <summary>Somebody begins (+1) or ends (-1) to read <see cref="Unclaimed"/>.</summary>
    public void Listen(int change)
    {
        lock (gate)
            listeners += change;
    }

    /// <summary>Hands a message on. False for an answer or a notification to a call that is not there: over, or never made.</summary>
    public bool Route(McpMessage message) => message switch
    {
        { Kind: McpMessageKind.Response } => RouteAnswer(message),
        { NotifiedToken.Exists: true, Kind: McpMessageKind.Notification } => RouteNumbered(message, message.NotifiedToken, progress: true),
        { Kind: McpMessageKind.Notification } when SubscriptionTag.Find(message) is { Exists: true } tag => RouteNumbered(message, tag, progress: false),
        _ => RouteUnnumbered(message),
    };

    /// <summary>The process has ended, and with it all calls.</summary>
    public void End(DunesException exception)
    {
        lock (gate)
        {
            ended = exception;
            foreach (var call in calls.Values)
                call.Fail(exception);
            calls.Clear();
        }
    }

    /// <summary>The process sent what cannot be read. When one call only is in flight it was meant for that one, which ends; else nobody can tell.</summary>
    public bool FailOnly(DunesException exception)
    {
        lock (gate)
        {
            if (calls.Count != 1)
                return false;
            calls.Values.First().Fail(exception);
            return true;
        }
    }

    private bool RouteAnswer(McpMessage answer)
    {
        if (!TryFind(answer, answer.Id, out var call))
            return false;
        call.Answer(answer);
        return true;
    }

    private bool RouteNumbered(McpMessage message, JsonSpan number, bool progress)
    {
        if (!TryFind(message, number, out var call))
            return false;
        call.Arrive(message, number, progress ? call.Request.Text(call.Request.ProgressToken) : call.Request.IdText);
        return true;
    }

    // Over stdio nothing says which call a server's request or log message belongs to. With one call in flight there is no doubt; a reader of
    // the server stream can take anything; else the newest call is the likeliest to have caused it.
    private bool RouteUnnumbered(McpMessage message)
    {
        lock (gate)
        {
            var open = calls.Values.Where(c => !c.IsSubscription).ToList();
            if (open.Count == 0 || (open.Count > 1 && listeners > 0))
                return unclaimed.Writer.TryWrite(message);
            open[^1].Arrive(message);
            return true;
        }
    }

    private bool TryFind(McpMessage message, JsonSpan number, [NotNullWhen(true)] out StdioCall? call)
    {
        call = null;
        if (!number.Exists || !long.TryParse(message.Text(number), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;
        lock (gate)
            return calls.TryGetValue(value, out call);
    }
}

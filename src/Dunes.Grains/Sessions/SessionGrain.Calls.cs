using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Mcp;
using Dunes.Abstractions.Sessions;
using Dunes.Grains.Sessions.Recording;
using Dunes.Grains.Sessions.Streams;
using Dunes.Grains.Upstreams;
using Dunes.Storage.Sessions;

namespace Dunes.Grains.Sessions;

/// <summary>The way of a call: to the upstream, into the record, and only then to the client.</summary>
internal sealed partial class SessionGrain
{
    private static readonly TimeSpan ListenPause = TimeSpan.FromSeconds(30);

    private CancellationTokenSource? listening;
    private DateTimeOffset mayListenAt;

    private Call Admit(Principal caller, McpMessage request)
    {
        if (request.Kind != McpMessageKind.Request)
            throw SessionError.NoRequest();
        if (calls.Count >= MaxCalls)
            throw SessionError.TooManyCalls(MaxCalls);
        if (request.Method == "initialize" && Header!.Binding is not null)
            throw SessionError.InitializedAlready();
        var stream = new MessageStream((++lastStream).ToString("x") + Random.Shared.NextInt64().ToString("x"));
        // Clients that share a modern context may use the same ids; a legacy session is one client's.
        var key = Header!.Era == ProtocolEra.Legacy ? JsonRpcId.Key(request, request.Id) : stream.Id;
        var call = new Call(caller, request, key, stream);
        if (!calls.TryAdd(key, call))
        {
            call.Dispose();
            throw SessionError.DuplicateId();
        }
        streams.Add(stream.Id, stream);
        return call;
    }

    private async Task RunAsync(Call call)
    {
        var start = services.Time.GetTimestamp();
        DunesException? error = null;
        var answeredWithError = false;
        try
        {
            var answer = await ExchangeAsync(call);
            await RecordAsync(EntryKind.Exchange, call.Request.Json, answer.Json);
            if (call.Request.Method == "initialize" && !answer.IsError)
                await BindAsync(call.Request, answer);
            answeredWithError = answer.IsError;
            call.Stream.Complete(answer.Json);
        }
        catch (Exception e)
        {
            error = await EndAsync(call, e);
            call.Stream.Fail(error);
        }
        finally
        {
            calls.Remove(call.Key);
            call.Dispose();
            lastUse = call.Stream.Touched = Now;
        }
        if (call.Request.Method == "tools/call")
        {
            services.Events.Record(Event(SecurityEventType.ToolCalled, call.Caller, error is null && !answeredWithError) with
            {
                Operation = call.Request.Method,
                ToolName = call.Request.Name,
                StatusCode = error?.Code,
                DurationMs = services.Time.GetElapsedTime(start).TotalMilliseconds,
            });
        }
        if (error?.Code == UpstreamError.SessionLostCode)
            await CloseAsync("upstream");
    }

    private async Task<McpMessage> ExchangeAsync(Call call)
    {
        await foreach (var message in Connection.SendAsync(call.Request, call.Token))
        {
            if (message.Kind == McpMessageKind.Response)
                return message;
            if (!Pass(message, call.Stream))
                throw SessionError.TooSlow();
        }
        throw UpstreamError.NoAnswer(Header!.Upstream);
    }

    private bool Pass(McpMessage message, MessageStream stream)
    {
        if (message.Kind == McpMessageKind.Request)
        {
            if (serverRequests.Count >= MaxServerRequests)
                return false;
            serverRequests[JsonRpcId.Key(message, message.Id)] = message;
        }
        return stream.TryAppend(message.Json);
    }

    /// <summary>What a call that got no answer ends with. That the upstream was asked is recorded, unless it certainly was not.</summary>
    private async Task<DunesException> EndAsync(Call call, Exception exception)
    {
        if (fault is not null)
            return fault;
        var error = call.Reason ?? exception as DunesException ?? UpstreamError.NoAnswer(Header!.Upstream);
        if (call.Reason is null && exception is not DunesException)
            LogCallFailed(exception, Id);
        if (error.Kind is ErrorKind.Unavailable or ErrorKind.NotFound || Header!.ClosedAt is not null)
            return error;
        try
        {
            await RecordAsync(EntryKind.Exchange, call.Request.Json, []);
            return error;
        }
        catch (DunesException notRecorded)
        {
            return notRecorded;
        }
    }

    private async Task RecordAndDeliverAsync(string kind, byte[] request, byte[] response, McpMessage message)
    {
        // It has its place before the delivery, so that it stands in the record before what the upstream answers to it.
        var recorded = await BeginRecordAsync(kind, request, response);
        try
        {
            await Connection.DeliverAsync(message, CancellationToken.None);
        }
        finally
        {
            await recorded;
        }
    }

    private async Task RecordAsync(string kind, byte[] request, byte[] response) => await await BeginRecordAsync(kind, request, response);

    private async Task<Task> BeginRecordAsync(string kind, byte[] request, byte[] response)
    {
        try
        {
            return EndRecordAsync(await recorder!.BeginAsync(kind, request, response));
        }
        catch (Exception e)
        {
            throw NotRecorded(e);
        }
    }

    private async Task EndRecordAsync(Task recorded)
    {
        try
        {
            await recorded;
        }
        catch (Exception e)
        {
            throw NotRecorded(e);
        }
    }

    private DunesException NotRecorded(Exception cause) =>
        Abandon(cause is JournalConflictException ? SessionError.WrittenElsewhere() : SessionError.NotRecorded(), cause);

    private async Task BindAsync(McpMessage request, McpMessage answer)
    {
        var binding = new UpstreamBinding(answer.ProtocolVersion ?? request.ProtocolVersion ?? "2025-03-26", Connection.SessionId, request.Json);
        await WriteHeaderAsync(Header! with { Binding = binding });
        Connection.Bind(binding);
    }

    private MessageStream OpenServerStream()
    {
        if (!streams.TryGetValue(ISessionGrain.ServerStream, out var stream))
            streams.Add(ISessionGrain.ServerStream, stream = new MessageStream(ISessionGrain.ServerStream));
        if (listening is null && Now >= mayListenAt)
        {
            listening = new CancellationTokenSource();
            _ = ListenAsync(stream, listening);
        }
        return stream;
    }

    private async Task ListenAsync(MessageStream stream, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var message in Connection.ListenAsync(stop.Token))
            {
                if (!Pass(message, stream))
                {
                    stream.Fail(SessionError.TooSlow());
                    break;
                }
            }
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogListenFailed(e, Id);
        }
        catch (OperationCanceledException)
        {
            // Nobody reads the stream any more.
        }
        finally
        {
            // An upstream without such a stream, or one that has closed it, is not asked again at once.
            mayListenAt = stop.IsCancellationRequested ? default : Now + ListenPause;
            if (listening == stop)
                listening = null;
            stop.Dispose();
        }
    }
}

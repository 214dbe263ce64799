using System.Security.Cryptography;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Mcp;
using Dunes.Abstractions.Sessions;
using Dunes.Grains.Sessions.Recording;
using Dunes.Grains.Sessions.Streams;
using Dunes.Grains.Upstreams;
using Dunes.Storage.Sessions;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Sessions;

/// <summary>
/// One context. Its calls interleave: what they share changes only between awaits, and an answer leaves when its entry is durable, whatever
/// other calls do. Nothing is written to grain state by a call.
/// </summary>
internal sealed partial class SessionGrain(SessionServices services, ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    /// <summary>Most calls in flight.</summary>
    public const int MaxCalls = 256;

    private const int MaxServerRequests = 256;
    private const int LongestId = 128;

    // The first answer of a send may take this long before the caller is sent to the long poll, and a long poll that long before it says nothing.
    internal static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(5);
    internal static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, Call> calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MessageStream> streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, McpMessage> serverRequests = new(StringComparer.Ordinal);
    private GrainState<ContextHeader> state = new();
    private DunesException? fault;
    private ContextSealer? sealer;
    private ContextRecorder? recorder;
    private IUpstreamConnection? connection;
    private DateTimeOffset lastUse;
    private long lastStream;

    private string Id => this.GetPrimaryKeyString();

    private ContextHeader? Header => state.RecordExists ? state.State : null;

    private DateTimeOffset Now => services.Time.GetUtcNow();

    private IUpstreamConnection Connection =>
        connection ??= services.Upstreams.Open(Header!.Upstream, Header.Era, Header.Binding);

    /// <inheritdoc/>
    public async Task<ContextInfo> OpenAsync(OpenContext request)
    {
        if (fault is not null)
            throw fault;
        if (Header is { } opened)
        {
            if (!opened.Owner.IsSameAs(request.Owner))
                await RefuseAsync(request.Owner);
            var same = opened.Upstream == request.Upstream && opened.Era == request.Era && opened.ClientName == request.ClientName;
            return same ? Describe(signedSize: 0) : throw SessionError.OpenedOtherwise();
        }
        if (Id.Length > LongestId || !Id.All(c => c is > ' ' and <= '~'))
            throw SessionError.BadId();
        if (!services.Upstreams.Exists(request.Upstream))
            throw UpstreamError.NotConfigured(request.Upstream);

        var now = DateTimeOffset.FromUnixTimeMilliseconds(Now.ToUnixTimeMilliseconds());
        var header = new ContextHeader
        {
            Owner = request.Owner,
            Upstream = request.Upstream,
            Era = request.Era,
            ClientName = request.ClientName,
            OpenedAt = now,
            KeySalt = RandomNumberGenerator.GetBytes(ContextHeader.KeySaltSize),
        };
        var newSealer = ContextSealer.Of(GrainFactory, services.Time, Id, header);
        await LeaseAsync(newSealer, request.Owner.Tenant);
        // The index comes first: a header without a row would be a context that no verification looks at.
        await services.Index.AddAsync(new ContextRow(Id, request.Owner.Tenant, now), CancellationToken.None);
        await WriteHeaderAsync(header);
        Begin(newSealer, new(), now);
        services.Events.Record(Event(SecurityEventType.ContextOpened, request.Owner, success: true));
        return Describe(signedSize: 0);
    }

    /// <inheritdoc/>
    public async Task<StreamPage> SendAsync(Principal caller, McpMessage request)
    {
        await AdmitAsync(caller);
        // Before anything is sent: an exchange that cannot be sealed must not happen.
        if (!sealer!.HasLease)
        {
            await sealer.RenewLeaseAsync();
            await AdmitAsync(caller);
        }
        var call = Admit(caller, request);
        _ = RunAsync(call);
        await call.Stream.WaitAsync(0, FirstPatience, services.Time);
        return Take(call.Stream, 0);
    }

    /// <inheritdoc/>
    public async Task<StreamPage> ReadAsync(Principal caller, string stream, int next)
    {
        await AdmitAsync(caller);
        var source = stream == ISessionGrain.ServerStream ? OpenServerStream() : streams.GetValueOrDefault(stream) ?? throw SessionError.NoStream();
        source.Touched = Now;
        await source.WaitAsync(next, ReadPatience, services.Time);
        lastUse = source.Touched = Now;
        return Take(source, next);
    }

    /// <inheritdoc/>
    public async Task DeliverAsync(Principal caller, McpMessage message)
    {
        await AdmitAsync(caller);
        switch (message.Kind)
        {
            case McpMessageKind.Notification:
                await RecordAndDeliverAsync(EntryKind.Notification, message.Json, [], message);
                if (message.Method == "notifications/cancelled" && message.CancelledId.Exists)
                    calls.GetValueOrDefault(JsonRpcId.Key(message, message.CancelledId))?.Cancel(SessionError.Cancelled());
                break;
            case McpMessageKind.Response when message.Id.Exists && serverRequests.Remove(JsonRpcId.Key(message, message.Id), out var asked):
                await RecordAndDeliverAsync(EntryKind.ServerExchange, asked.Json, message.Json, message);
                break;
            case McpMessageKind.Response:
                // Somebody makes up answers, or an answer comes twice: the upstream must not see it.
                var error = SessionError.UnexpectedResponse();
                services.Events.Record(Event(SecurityEventType.RequestRejected, caller, success: false) with { StatusCode = error.Code, StatusDetail = error.Message });
                break;
            default:
                throw SessionError.NoDelivery();
        }
    }

    /// <inheritdoc/>
    public async Task CancelAsync(Principal caller, string stream)
    {
        await AdmitAsync(caller);
        // In the legacy era a client that has gone may come back for the answer; it cancels with a notification.
        if (Header!.Era == ProtocolEra.Modern && streams.TryGetValue(stream, out var gone))
        {
            streams.Remove(stream);
            calls.Values.FirstOrDefault(c => c.Stream == gone)?.Cancel(SessionError.Cancelled());
        }
    }

    /// <inheritdoc/>
    public async Task<ContextInfo> DescribeAsync(Principal caller)
    {
        if (fault is not null || Header is not { } header || !header.Owner.IsSameAs(caller))
            await RefuseAsync(caller);
        var latest = await services.Heads.ReadLatestAsync(Id, CancellationToken.None);
        return Describe(latest?.Head.Size ?? 0);
    }

    /// <inheritdoc/>
    public async Task CloseAsync(Principal caller)
    {
        await AdmitAsync(caller);
        await CloseAsync("client");
    }

    /// <inheritdoc/>
    public Task RecoverAsync() => fault is null ? Task.CompletedTask : Task.FromException(fault);

    private ContextInfo Describe(long signedSize) => ContextDescription.Of(Id, Header!, recorder!.Durable, signedSize);

    private StreamPage Take(MessageStream stream, int next)
    {
        StreamPage page;
        try
        {
            page = stream.Read(next);
        }
        catch when (stream.Ended)
        {
            streams.Remove(stream.Id);
            throw;
        }
        if (page.Completed)
            streams.Remove(stream.Id);
        return page;
    }
}

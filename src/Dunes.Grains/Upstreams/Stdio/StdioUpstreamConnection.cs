using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Threading.Channels;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Mcp;
using Dunes.Grains.Sessions;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Upstreams.Stdio;

/// <summary>
/// Speaks to a child process of its own (MCP, transports, stdio). The process starts with the first message and again when it has ended.
/// A process knows nothing of its predecessor, so in the legacy era the initialize exchange of the binding is replayed to it.
/// </summary>
/// <remarks>Called from grains, it awaits without their scheduler: the grain takes a turn for each message and none for reading.</remarks>
internal sealed partial class StdioUpstreamConnection(string name, UpstreamOptions options, TimeProvider time, ILogger<StdioUpstreamConnection> logger)
    : IUpstreamConnection
{
    private const int MaxBytes = UpstreamAnswer.MaxMessageBytes;

    private static readonly byte[] Initialized = """{"jsonrpc":"2.0","method":"notifications/initialized"}"""u8.ToArray();

    private readonly Lock state = new();
    private readonly StdioRouter router = new();
    private readonly SemaphoreSlim starting = new(1);
    private volatile StdioProcess? running;
    private Task reading = Task.CompletedTask;
    private UpstreamBinding? binding;
    private bool disposed;

    /// <inheritdoc/>
    public string? SessionId => null;

    /// <inheritdoc/>
    public void Bind(UpstreamBinding binding) => this.binding = binding;

    /// <inheritdoc/>
    public async IAsyncEnumerable<McpMessage> SendAsync(McpMessage request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var process = running ?? await StartAsync(replay: request.Method != "initialize", cancellationToken).ConfigureAwait(false);
        var call = router.Add(request);
        var answered = false;
        try
        {
            await WriteAsync(process, call.Outgoing(), cancellationToken).ConfigureAwait(false);
            while (true)
            {
                var message = await NextAsync(call, cancellationToken).ConfigureAwait(false);
                answered = message.Kind == McpMessageKind.Response;
                yield return message;
                if (answered)
                    yield break;
            }
        }
        finally
        {
            router.Remove(call);
            if (!answered && cancellationToken.IsCancellationRequested)
                await CancelAsync(process, call).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task DeliverAsync(McpMessage message, CancellationToken cancellationToken)
    {
        var json = message.Json;
        if (message.Method == "notifications/cancelled")
        {
            if (router.FindCancelled(message) is not { } call)
                return; // It was answered meanwhile, and the process knows the call by another number anyway.
            json = message.Splice((message.CancelledId, call.Number.ToString(CultureInfo.InvariantCulture)));
        }
        // A response to a process that has ended would mean nothing to the next one.
        var process = running;
        if (process is null && message.Kind == McpMessageKind.Response)
            throw UpstreamError.ProcessEnded(name);
        process ??= await StartAsync(replay: true, cancellationToken).ConfigureAwait(false);
        await WriteAsync(process, json, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<McpMessage> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        router.Listen(+1);
        try
        {
            await foreach (var message in router.Unclaimed.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return message;
        }
        finally
        {
            router.Listen(-1);
        }
    }

    /// <inheritdoc/>
    public Task EndAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await starting.WaitAsync().ConfigureAwait(false);
        try
        {
            disposed = true;
            if (running is { } process)
            {
                await process.DisposeAsync().ConfigureAwait(false);
                await reading.ConfigureAwait(false);
            }
        }
        finally
        {
            starting.Release();
        }
    }

    private async Task<StdioProcess> StartAsync(bool replay, CancellationToken cancellationToken)
    {
        await starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (running is { } other)
                return other;
            var process = StdioProcess.Start(name, options, time, logger);
            // Waits for the end of the calls of the process before it, if that has just ended.
            lock (state)
                router.Begin();
            reading = ReadAsync(process);
            if (replay && binding is not null)
                await ReplayAsync(process, binding, cancellationToken).ConfigureAwait(false);
            lock (state)
            {
                if (process.HasEnded)
                    throw UpstreamError.ProcessEnded(name);
                // Only now may others write: initialize comes first.
                running = process;
            }
            return process;
        }
        finally
        {
            starting.Release();
        }
    }

    private async Task ReplayAsync(StdioProcess process, UpstreamBinding bound, CancellationToken cancellationToken)
    {
        var call = router.Add(McpMessageParser.Parse(bound.InitializeRequest));
        try
        {
            await WriteAsync(process, call.Outgoing(), cancellationToken).ConfigureAwait(false);
            McpMessage message;
            do
                message = await NextAsync(call, cancellationToken).ConfigureAwait(false);
            while (message.Kind != McpMessageKind.Response);
            if (message.ProtocolVersion != bound.ProtocolVersion)
                throw UpstreamError.Malformed(name, "a restarted process negotiates another protocol version than before.");
            await WriteAsync(process, Initialized, cancellationToken).ConfigureAwait(false);
            LogReplayed(name);
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            router.Remove(call);
        }
    }

    private async Task ReadAsync(StdioProcess process)
    {
        try
        {
            await foreach (var (line, tooLong) in LineReader.ReadAsync(process.Output, MaxBytes, process.Gone).ConfigureAwait(false))
                Take(line, tooLong);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            LogOutputLost(e, name);
        }
        // Whoever hears that its call has ended finds no process that runs, and starts the next one. Calls can be made to that one only when all
        // calls of this process have ended, so that none is taken for one of this process.
        lock (state)
        {
            process.HasEnded = true;
            if (running == process)
                running = null;
            router.End(UpstreamError.ProcessEnded(name));
        }
        if (!disposed)
            await process.DisposeAsync().ConfigureAwait(false);
    }

    private void Take(byte[] line, bool tooLong)
    {
        try
        {
            if (tooLong)
                throw UpstreamError.TooLarge(name, MaxBytes);
            if (line.Length > 0 && !router.Route(UpstreamAnswer.Parse(name, line)))
                LogUnclaimed(name);
        }
        catch (DunesException e)
        {
            if (!router.FailOnly(e))
                LogUnreadable(e, name);
        }
    }

    private async ValueTask<McpMessage> NextAsync(StdioCall call, CancellationToken cancellationToken)
    {
        if (call.Arrivals.TryRead(out var ready))
            return ready;
        using var silence = call.IsSubscription
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken)
            : new CancellationTokenSource(options.SilenceTimeout, time);
        using var registration = cancellationToken.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), silence);
        try
        {
            return await call.Arrivals.ReadAsync(silence.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw UpstreamError.NoAnswer(name);
        }
        catch (ChannelClosedException e) when (e.InnerException is DunesException)
        {
            ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }

    private async Task WriteAsync(StdioProcess process, byte[] json, CancellationToken cancellationToken)
    {
        try
        {
            await process.WriteAsync(json, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            LogOutputLost(e, name);
            throw UpstreamError.ProcessEnded(name);
        }
    }

    private async Task CancelAsync(StdioProcess process, StdioCall call)
    {
        var number = call.Number.ToString(CultureInfo.InvariantCulture);
        var json = """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":""" + number + "}}";
        try
        {
            await process.WriteAsync(Encoding.UTF8.GetBytes(json), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            LogOutputLost(e, name);
        }
    }
}

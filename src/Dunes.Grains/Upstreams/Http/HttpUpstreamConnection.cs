using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Mcp;
using Dunes.Grains.Sessions;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Upstreams.Http;

/// <summary>
/// Speaks Streamable HTTP to an upstream (MCP 2025-11-25 and 2026-07-28, transports). It holds nothing but the upstream's session id,
/// so any activation can go on where another stopped.
/// </summary>
/// <remarks>
/// It is called from grains and awaits without their scheduler: parsing and copying happen on the thread pool, and the grain takes one turn
/// for each message instead of one for each read.
/// </remarks>
internal sealed partial class HttpUpstreamConnection(
    string name, UpstreamOptions options, ProtocolEra era, HttpClient client, TimeProvider time, ILogger<HttpUpstreamConnection> logger) : IUpstreamConnection
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly Uri url = new(options.Url!);
    private string? protocolVersion;

    /// <inheritdoc/>
    public string? SessionId { get; private set; }

    /// <inheritdoc/>
    public void Bind(UpstreamBinding binding)
    {
        protocolVersion = binding.ProtocolVersion;
        SessionId = binding.SessionId;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<McpMessage> SendAsync(McpMessage request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(time, options.ResponseTimeout, cancellationToken);
        using var response = await PostAsync(request, limit).ConfigureAwait(false);
        if (request.Method == "initialize" && response.Headers.TryGetValues(McpHeaders.SessionId, out var ids))
            SessionId = ids.First();
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream" && !IsSessionLost(response))
        {
            var messages = ReadEventsAsync(response, limit, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using var _ = messages.ConfigureAwait(false);
            while (await messages.MoveNextAsync().ConfigureAwait(false))
            {
                var message = messages.Current;
                if (UpstreamAnswer.AnswerTo(name, request, message) is { } last)
                {
                    yield return last;
                    yield break;
                }
                yield return message;
            }
            throw UpstreamError.NoAnswer(name);
        }
        yield return await ReadAnswerAsync(request, response, limit).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task DeliverAsync(McpMessage message, CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(time, options.ResponseTimeout, cancellationToken);
        using var response = await PostAsync(message, limit).ConfigureAwait(false);
        if (IsSessionLost(response))
            throw UpstreamError.SessionLost(name);
        if (!response.IsSuccessStatusCode)
            throw UpstreamError.Refused(name, (int)response.StatusCode);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<McpMessage> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (era == ProtocolEra.Modern)
            yield break;
        using var limit = new TimeLimit(time, options.ResponseTimeout, cancellationToken);
        using var request = Request(HttpMethod.Get);
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        using var response = await ExchangeAsync(request, limit).ConfigureAwait(false);
        if (IsSessionLost(response))
            throw UpstreamError.SessionLost(name);
        // 405: the upstream offers no such stream (MCP 2025-11-25, transports, listening).
        if (response.StatusCode == HttpStatusCode.MethodNotAllowed)
            yield break;
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "text/event-stream")
            throw UpstreamError.Refused(name, (int)response.StatusCode);
        limit.Lift();
        var messages = ReadEventsAsync(response, limit: null, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var _ = messages.ConfigureAwait(false);
        while (await messages.MoveNextAsync().ConfigureAwait(false))
            yield return messages.Current;
    }

    /// <inheritdoc/>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (SessionId is null)
            return;
        try
        {
            using var limit = new TimeLimit(time, options.ResponseTimeout, cancellationToken);
            using var request = Request(HttpMethod.Delete);
            using var response = await ExchangeAsync(request, limit).ConfigureAwait(false);
            LogEnded(name, (int)response.StatusCode);
        }
        catch (DunesException e)
        {
            LogNotEnded(e, name);
        }
        SessionId = null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<HttpResponseMessage> PostAsync(McpMessage message, TimeLimit limit)
    {
        using var request = Request(HttpMethod.Post);
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if (era == ProtocolEra.Modern)
        {
            request.Headers.TryAddWithoutValidation(McpHeaders.ProtocolVersion, message.MetaProtocolVersion);
            if (message.Method is not null)
                request.Headers.TryAddWithoutValidation(McpHeaders.Method, message.Method);
            if (message.Name is not null && message.Method is "tools/call" or "prompts/get" or "resources/read")
                request.Headers.TryAddWithoutValidation(McpHeaders.Name, McpHeaders.Encode(message.Name!));
        }
        request.Content = new ByteArrayContent(message.Json) { Headers = { ContentType = Json } };
        return await ExchangeAsync(request, limit).ConfigureAwait(false);
    }

    private HttpRequestMessage Request(HttpMethod method)
    {
        // Only what is configured and what the protocol needs: the client's own headers and token never get here.
        var request = new HttpRequestMessage(method, url);
        foreach (var (header, value) in options.Headers)
            request.Headers.TryAddWithoutValidation(header, value);
        if (era == ProtocolEra.Legacy)
        {
            if (SessionId is not null)
                request.Headers.TryAddWithoutValidation(McpHeaders.SessionId, SessionId);
            if (protocolVersion is not null)
                request.Headers.TryAddWithoutValidation(McpHeaders.ProtocolVersion, protocolVersion);
        }
        return request;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every failure of the exchange becomes an error that says whether something was sent.")]
    private async Task<HttpResponseMessage> ExchangeAsync(HttpRequestMessage request, TimeLimit limit)
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!limit.IsCallersWish)
        {
            LogExchangeFailed(e, name);
            throw e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError }
                ? UpstreamError.Unreachable(name)
                : UpstreamError.NoAnswer(name);
        }
    }

    private bool IsSessionLost(HttpResponseMessage response) =>
        era == ProtocolEra.Legacy && SessionId is not null && response.StatusCode == HttpStatusCode.NotFound;

    private async Task<McpMessage> ReadAnswerAsync(McpMessage request, HttpResponseMessage response, TimeLimit limit)
    {
        if (IsSessionLost(response))
            throw UpstreamError.SessionLost(name);
        var isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
        var status = (int)response.StatusCode;
        if (status >= 500 || (status >= 300 && !isJson))
            throw UpstreamError.Refused(name, status);
        if (!isJson)
            throw UpstreamError.Malformed(name, $"a request was answered with status {status} and neither JSON nor an event stream.");
        var body = await ReadBodyAsync(response, limit).ConfigureAwait(false);
        var message = UpstreamAnswer.Parse(name, body);
        return UpstreamAnswer.AnswerTo(name, request, message)
            ?? throw UpstreamError.Malformed(name, "a request was answered with something that is no response.");
    }

    private async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, TimeLimit limit)
    {
        const int max = UpstreamAnswer.MaxMessageBytes;
        if (response.Content.Headers.ContentLength > max)
            throw UpstreamError.TooLarge(name, max);
        try
        {
            limit.Restart(options.SilenceTimeout);
            var stream = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            if (response.Content.Headers.ContentLength is { } length)
            {
                var body = new byte[length];
                await stream.ReadExactlyAsync(body, limit.Token).ConfigureAwait(false);
                return body;
            }
            using var growing = new MemoryStream();
            var chunk = new byte[16 * 1024];
            for (int read; (read = await stream.ReadAsync(chunk, limit.Token).ConfigureAwait(false)) > 0;)
            {
                if (growing.Length + read > max)
                    throw UpstreamError.TooLarge(name, max);
                growing.Write(chunk, 0, read);
                limit.Restart(options.SilenceTimeout);
            }
            return growing.ToArray();
        }
        catch (Exception e) when (e is not DunesException && !limit.IsCallersWish)
        {
            LogExchangeFailed(e, name);
            throw UpstreamError.NoAnswer(name);
        }
    }

    private async IAsyncEnumerable<McpMessage> ReadEventsAsync(
        HttpResponseMessage response, TimeLimit? limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int max = UpstreamAnswer.MaxMessageBytes;
        var token = limit?.Token ?? cancellationToken;
        limit?.Restart(options.SilenceTimeout);
        // Disposing of the stream before its end lets the handler drain it and keep the connection.
        var stream = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var events = SseReader.ReadAsync(stream, max, limit is null ? null : () => limit.Restart(options.SilenceTimeout), token).GetAsyncEnumerator(token);
        await using var __ = events.ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (!await events.MoveNextAsync().ConfigureAwait(false))
                    yield break;
            }
            catch (InvalidDataException)
            {
                throw UpstreamError.TooLarge(name, max);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogExchangeFailed(e, name);
                throw UpstreamError.NoAnswer(name);
            }
            yield return UpstreamAnswer.Parse(name, events.Current);
        }
    }
}

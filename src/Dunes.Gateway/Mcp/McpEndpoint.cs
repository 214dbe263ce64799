using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Mcp;
using Dunes.Abstractions.Telemetry;
using Dunes.Gateway.Hosting;
using Dunes.Gateway.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dunes.Gateway.Mcp;

/// <summary><c>/mcp/{upstream}</c>: decides whether a request is let through and which era it is of.</summary>
internal sealed partial class McpEndpoint(
    OriginPolicy origins, LegacyTransport legacy, ModernTransport modern, RequestEvents events, TimeProvider time,
    IOptions<GatewayOptions> options, ILogger<McpEndpoint> log)
{
    public const string UpstreamParameter = "upstream";

    private const int LongestUpstreamName = 64;

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.Map("/mcp/{" + UpstreamParameter + "}", HandleAsync);

    /// <summary>1 to 64 of <c>A-Z a-z 0-9 _ -</c>.</summary>
    public static bool IsUpstreamName(string name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-'))
                return false;
        }
        return name.Length is > 0 and <= LongestUpstreamName;
    }

    private async Task HandleAsync(HttpContext http)
    {
        var started = time.GetTimestamp();
        McpMessage? message = null;
        var outcome = "refused";
        try
        {
            if (await AdmitAsync(http) is not { } call)
                return;
            if (HttpMethods.IsPost(http.Request.Method))
            {
                message = await ReadAsync(http);
                var succeeded = IsModern(call, message) ? await modern.PostAsync(call, message) : await legacy.PostAsync(call, message);
                outcome = succeeded ? "success" : "error";
            }
            else
            {
                await WithoutBodyAsync(call);
            }
        }
        catch (McpRejection e)
        {
            if (e.IsSuspicious)
                events.Record(events.Of(http, SecurityEventType.RequestRejected, success: false, e.Code, e.Message));
            // What is left of such a body is not read, so the connection cannot carry another request.
            if (e.Status == StatusCodes.Status413PayloadTooLarge && HttpProtocol.IsHttp11(http.Request.Protocol))
                http.Response.Headers.Connection = "close";
            if (e.Status == StatusCodes.Status405MethodNotAllowed)
                http.Response.Headers.Allow = "POST, GET, DELETE";
            await McpResponder.WriteAsync(http, e.Status, e.ToBytes(IdOf(message)));
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            outcome = "error";
            var failure = McpFailure.Of(e);
            if (failure.IsUnforeseen)
                Failed(e);
            await McpResponder.WriteAsync(http, failure.Status, failure.ToBytes(IdOf(message)));
        }
        finally
        {
            if (message is { Kind: McpMessageKind.Request })
                DunesMetrics.CallAnswered(outcome, time.GetElapsedTime(started));
        }
    }

    /// <summary>Origin, identity, role, route, in this order; null when the request has been answered.</summary>
    private async ValueTask<McpCall?> AdmitAsync(HttpContext http)
    {
        if (!origins.Allows(http.Request))
            throw McpRejection.Origin();
        if (!(await http.AuthenticateAsync(BearerAuthentication.Scheme)).Succeeded)
        {
            await http.ChallengeAsync(BearerAuthentication.Scheme);
            return null;
        }
        var caller = http.Features.Get<Principal>()!;
        if (!caller.Roles.Contains(Roles.Agent) && !caller.Roles.Contains(Roles.Admin))
        {
            await http.ForbidAsync(BearerAuthentication.Scheme);
            return null;
        }
        var upstream = (string)http.Request.RouteValues[UpstreamParameter]!;
        return options.Value.UpstreamNames.Contains(upstream) ? new(http, caller, upstream) : throw McpRejection.UnknownUpstream();
    }

    private async ValueTask<McpMessage> ReadAsync(HttpContext http)
    {
        var limit = options.Value.Mcp.MaxBodyBytes;
        if (http.Request.ContentLength > limit)
            throw McpRejection.TooLarge(limit);
        if (!MediaTypes.IsJson(http.Request.ContentType))
            throw McpRejection.ContentType();
        if (!MediaTypes.Accepts(http.Request, MediaTypes.Json) || !MediaTypes.Accepts(http.Request, MediaTypes.EventStream))
            throw McpRejection.Accept($"{MediaTypes.Json} and {MediaTypes.EventStream}");
        var body = await RequestBody.ReadAsync(http, limit);
        try
        {
            return McpMessageParser.Parse(body);
        }
        catch (McpFormatException e)
        {
            throw McpRejection.Format(e);
        }
    }

    private static bool IsModern(McpCall call, McpMessage message) =>
        message.MetaProtocolVersion is not null || SaysModern(call);

    private static bool SaysModern(McpCall call) =>
        call.Header(McpHeaders.ProtocolVersion) is { } version && ProtocolVersions.IsModern(version);

    private Task WithoutBodyAsync(McpCall call)
    {
        var method = call.Http.Request.Method;
        var isGet = HttpMethods.IsGet(method);
        // The modern era has no GET and no DELETE; with a session header the request is of the older era all the same.
        var isLegacy = !SaysModern(call) || call.Http.Request.Headers.ContainsKey(McpHeaders.SessionId);
        if (!isLegacy || !(isGet || HttpMethods.IsDelete(method)))
            throw McpRejection.MethodNotAllowed();
        return isGet ? legacy.GetAsync(call) : legacy.DeleteAsync(call);
    }

    private static ReadOnlySpan<byte> IdOf(McpMessage? message) => message is { Kind: McpMessageKind.Request } ? message.IdUtf8 : [];
}

using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Telemetry;
using Dunes.Gateway.Api;
using Dunes.Gateway.Hosting;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;

namespace Dunes.Gateway.Identity;

/// <summary>What happens around the validation of a bearer token: the cache before it, the events and answers after it.</summary>
internal sealed class BearerEvents(
    TokenCache cache, IssuerKeys keys, RequestEvents events, AuthFailureReport failures, ProtectedResource resource) : JwtBearerEvents
{
    private const string Prefix = "Bearer ";

    /// <summary>Skips validation for a token that this process has accepted before, and where there are no keys to validate with.</summary>
    public override Task MessageReceived(MessageReceivedContext context)
    {
        context.Token = ReadToken(context.Request);
        if (context.Token is { } token && cache.Find(token) is { } entry)
        {
            DunesMetrics.Authenticated("jwt", success: true);
            context.HttpContext.Features.Set(entry.Caller);
            context.Principal = entry.User;
            context.Success();
        }
        else if (context.Token is not null)
        {
            RequireKeys(context);
        }
        return Task.CompletedTask;
    }

    /// <summary>Accepts a token for the first time: that is durable before anything is done for it.</summary>
    public override async Task TokenValidated(TokenValidatedContext context)
    {
        var http = context.HttpContext;
        if (TokenPrincipal.Read(context.Principal!) is not { } caller)
        {
            Refuse(http, AuthFailure.Claims);
            context.Fail(AuthFailure.Claims.Description);
            return;
        }
        http.Features.Set(caller);
        var expiresAt = new DateTimeOffset(context.SecurityToken.ValidTo, TimeSpan.Zero) + BearerAuthentication.ClockSkew;
        var accepted = events.Of(http, SecurityEventType.AuthSuccess, success: true, code: null, "jwt: the token was accepted");
        try
        {
            await cache.AddAsync(ReadToken(http.Request)!, new(context.Principal!, caller, expiresAt, new(() => events.RecordDurablyAsync(accepted))));
            DunesMetrics.Authenticated("jwt", success: true);
        }
        catch (DunesException e)
        {
            http.Features.Set<Principal>(null);
            http.Features.Set(new BearerOutcome(null, e));
            context.Fail(e);
        }
    }

    /// <summary>Remembers why, for the challenge.</summary>
    public override Task AuthenticationFailed(AuthenticationFailedContext context)
    {
        if (context.HttpContext.Features.Get<BearerOutcome>() is null)
            Refuse(context.HttpContext, AuthFailure.Of(context.Exception, ReadToken(context.Request) ?? ""));
        return Task.CompletedTask;
    }

    /// <summary>401 with where to find the authorization server (RFC 9728, 5.1), after the failure has been recorded.</summary>
    public override async Task Challenge(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        var http = context.HttpContext;
        var outcome = http.Features.Get<BearerOutcome>()
            ?? new(context.AuthenticateFailure is null && ReadToken(http.Request) is null ? AuthFailure.Missing : AuthFailure.Malformed, null);
        if (outcome.Unavailable is { } unavailable)
        {
            await ApiProblem.WriteAsync(http, unavailable);
            return;
        }
        var failure = outcome.Failure!;
        try
        {
            await failures.WriteAsync(http, "jwt", failure);
        }
        catch (DunesException e)
        {
            await ApiProblem.WriteAsync(http, e);
            return;
        }
        // RFC 6750, 3.1: without a token there is no error to speak of.
        var error = failure == AuthFailure.Missing ? "" : $", error=\"invalid_token\", error_description=\"{failure.Description}\"";
        http.Response.Headers.WWWAuthenticate = $"Bearer resource_metadata=\"{resource.MetadataUrlOf(http)}\"{error}";
        await ApiProblem.WriteAsync(http, StatusCodes.Status401Unauthorized, failure.Code, failure.Description);
    }

    /// <summary>403: the caller is known and its roles do not suffice.</summary>
    public override async Task Forbidden(ForbiddenContext context)
    {
        var http = context.HttpContext;
        var denied = events.Of(http, SecurityEventType.AuthorizationDenied, success: false, "DUNES-AUTH-010", "The caller's roles do not allow this");
        try
        {
            await events.RecordDurablyAsync(denied);
        }
        catch (DunesException e)
        {
            await ApiProblem.WriteAsync(http, e);
            return;
        }
        http.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", resource_metadata=\"{resource.MetadataUrlOf(http)}\"";
        await ApiProblem.WriteAsync(http, StatusCodes.Status403Forbidden, denied.StatusCode!, "Your roles do not allow this.");
    }

    /// <summary>Without keys no token can be told from a forged one: neither good nor bad.</summary>
    private void RequireKeys(MessageReceivedContext context)
    {
        try
        {
            keys.RequireLoaded();
        }
        catch (DunesException e)
        {
            context.HttpContext.Features.Set(new BearerOutcome(null, e));
            context.Fail(e);
        }
    }

    private static void Refuse(HttpContext http, AuthFailure failure) => http.Features.Set(new BearerOutcome(failure, null));

    private static string? ReadToken(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        if (header.Count != 1 || !header[0]!.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return null;
        var token = header[0]![Prefix.Length..].Trim();
        return token.Length == 0 ? null : token;
    }
}

using System.Text.Json.Nodes;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Sessions;
using Dunes.Gateway.Api.OpenApi;
using Dunes.Gateway.Hosting;
using Dunes.Gateway.Mcp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api;

/// <summary><c>/v1/contexts</c>: the records of the caller's tenant, read from storage, never from a session's memory.</summary>
internal sealed class ContextsApi(IClusterClient cluster, RequestEvents events)
{
    private const int DefaultPage = 50;
    private const int LongestPage = 100;
    private const int DefaultEntries = 100;
    private const int MostEntries = 500;

    public void Map(IEndpointRouteBuilder v1)
    {
        var contexts = v1.MapGroup("/contexts").WithTags("Contexts");
        contexts.MapGet("/", (Delegate)ListAsync).RequireAuthorization(ApiPolicies.Inspect)
            .WithName("listContexts").WithSummary("List the tenant's contexts, newest first").WithDescription("Roles: operator, auditor, admin.")
            .WithQuery("cursor", "The `cursor` of the page before.")
            .WithQuery("limit", "Most contexts of the page.", 1, LongestPage, DefaultPage)
            .Answers<ContextPage>();
        contexts.MapPost("/verify", (Delegate)VerifyAcrossAsync).RequireAuthorization(ApiPolicies.Inspect)
            .WithName("verifyContexts").WithSummary("Check what no single context can show").WithDescription("Roles: operator, auditor, admin.")
            .Answers<VerificationReport>();
        contexts.MapGet("/{id}", DescribeAsync).RequireAuthorization(ApiPolicies.Inspect)
            .WithName("getContext").WithSummary("Show a context without its content").WithDescription("Roles: operator, auditor, admin.")
            .Answers<ContextInfo>();
        contexts.MapPost("/{id}/verify", VerifyAsync).RequireAuthorization(ApiPolicies.Inspect)
            .WithName("verifyContext").WithSummary("Verify every entry, head and signature of a context").WithDescription("Roles: operator, auditor, admin.")
            .Answers<VerificationReport>();
        contexts.MapGet("/{id}/entries", ReadEntriesAsync).RequireAuthorization(ApiPolicies.ReadContent)
            .WithName("readEntries").WithSummary("Read what a context says").WithDescription("Roles: auditor, admin. Every read is an event.")
            .WithQuery("from", "First entry of the page.", 0, long.MaxValue, 0)
            .WithQuery("limit", "Most entries of the page.", 1, MostEntries, DefaultEntries)
            .Answers<IReadOnlyList<ContextEntry>>();
        contexts.MapGet("/{id}/entries/{seq:long}/proof", ProveAsync).RequireAuthorization(ApiPolicies.ReadContent)
            .WithName("proveEntry").WithSummary("Disclose one entry with the proof of it")
            .WithDescription("Roles: auditor, admin. The answer is the file that `dunes contexts check` reads; docs/contexts.md says what it proves.")
            .Answers<JsonObject>();
        contexts.MapGet("/{id}/export", ExportAsync).RequireAuthorization(ApiPolicies.ReadContent)
            .WithName("exportContext").WithSummary("Export a context as a signed Markdown document").WithDescription("Roles: auditor, admin. Every export is an event.")
            .WithQuery("from", "First entry.", 0, long.MaxValue, 0)
            .WithQuery("to", "Entry to stop before. Default: the end.", 0, long.MaxValue)
            .AnswersText("text/markdown");
        contexts.MapPost("/{id}/shred", ShredAsync).RequireAuthorization(ApiPolicies.Administer)
            .WithName("shredContext").WithSummary("Close a context and destroy its key, so that what it says can never be read again")
            .WithDescription("Role: admin. Tree, heads and signatures stay and can be verified. 409 for a context from before contexts had keys of their own.")
            .Answers<ContextInfo>();
    }

    private async Task<IResult> ListAsync(HttpContext http)
    {
        var limit = (int)(QueryNumber.Read(http.Request, "limit", 1, LongestPage) ?? DefaultPage);
        var cursor = http.Request.Query["cursor"] is { Count: > 0 } values ? values[0] : null;
        return ApiJson.Ok(await Directory(http).ListAsync(cursor, limit));
    }

    private async Task<IResult> VerifyAcrossAsync(HttpContext http) =>
        ApiJson.Ok(await Directory(http).VerifyAcrossAsync(http.RequestAborted));

    private async Task<IResult> DescribeAsync(HttpContext http, string id) => ApiJson.Ok((await FindAsync(http, id)).Info);

    private async Task<IResult> VerifyAsync(HttpContext http, string id) =>
        ApiJson.Ok(await (await FindAsync(http, id)).Record.VerifyAsync(http.RequestAborted));

    private async Task<IResult> ReadEntriesAsync(HttpContext http, string id)
    {
        var from = QueryNumber.Read(http.Request, "from", 0, long.MaxValue) ?? 0;
        var limit = (int)(QueryNumber.Read(http.Request, "limit", 1, MostEntries) ?? DefaultEntries);
        var (record, _) = await FindAsync(http, id);
        var entries = await record.ReadEntriesAsync(from, limit);
        await RecordAsync(http, SecurityEventType.AuditRead, id, $"{entries.Count} entries from {from} were read");
        return ApiJson.Ok(entries);
    }

    private async Task<IResult> ProveAsync(HttpContext http, string id, long seq)
    {
        var (record, _) = await FindAsync(http, id);
        var proof = await record.ProveAsync(seq);
        await RecordAsync(http, SecurityEventType.AuditRead, id, $"Entry {seq} was disclosed with its proof");
        return Results.Bytes(proof, MediaTypes.Json);
    }

    private async Task<IResult> ExportAsync(HttpContext http, string id)
    {
        var from = QueryNumber.Read(http.Request, "from", 0, long.MaxValue) ?? 0;
        var to = QueryNumber.Read(http.Request, "to", 0, long.MaxValue);
        var (record, _) = await FindAsync(http, id);
        var document = await record.ExportAsync(from, to);
        await RecordAsync(http, SecurityEventType.AuditExported, id, $"Entries from {from} to {to?.ToString() ?? "the end"} were exported");
        return Results.Text(document, "text/markdown; charset=utf-8", StatusCodes.Status200OK);
    }

    private async Task<IResult> ShredAsync(HttpContext http, string id)
    {
        var (record, _) = await FindAsync(http, id);
        await cluster.GetGrain<ISessionGrain>(id).ShredAsync(Caller(http));
        return ApiJson.Ok(await record.DescribeAsync());
    }

    private IContextDirectoryGrain Directory(HttpContext http) => cluster.GetGrain<IContextDirectoryGrain>(Caller(http).Tenant);

    /// <summary>The context, if it is of the caller's tenant: another tenant's is as good as none.</summary>
    private async Task<(IContextRecordGrain Record, ContextInfo Info)> FindAsync(HttpContext http, string id)
    {
        if (ContextId.IsWellFormed(id))
        {
            var record = cluster.GetGrain<IContextRecordGrain>(id);
            var info = await record.DescribeAsync();
            if (info.Tenant == Caller(http).Tenant)
                return (record, info);
        }
        throw new DunesException("DUNES-MCP-008", ErrorKind.NotFound, "There is no such context.");
    }

    /// <summary>Durable before the content leaves.</summary>
    private Task RecordAsync(HttpContext http, SecurityEventType type, string id, string detail) =>
        events.RecordDurablyAsync(events.Of(http, type, success: true, code: null, detail) with
        {
            ResourceType = "context",
            ResourceId = id,
            ContextId = id,
        });

    private static Principal Caller(HttpContext http) => http.Features.Get<Principal>()!;
}

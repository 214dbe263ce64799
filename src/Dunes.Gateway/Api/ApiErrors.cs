using Dunes.Abstractions.Errors;
using Dunes.Gateway.Mcp;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dunes.Gateway.Api;

/// <summary>Turns what an endpoint throws into problem details.</summary>
internal sealed partial class ApiErrors(ILogger<ApiErrors> log) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (DunesException e)
        {
            await ApiProblem.WriteAsync(http, e);
        }
        catch (ApiRejection e)
        {
            await ApiProblem.WriteAsync(http, e.Status, e.Code, e.Message);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var failure = McpFailure.Of(e);
            if (failure.IsUnforeseen)
                Failed(e);
            await ApiProblem.WriteAsync(http, failure.Status, failure.Code, failure.Message);
        }
        return Results.Empty;
    }
}

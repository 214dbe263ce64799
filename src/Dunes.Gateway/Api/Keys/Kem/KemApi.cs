using Dunes.Abstractions.Errors;
using Dunes.Gateway.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api.Keys.Kem;

/// <summary>Key encapsulation: ML-KEM (FIPS 203).</summary>
internal sealed class KemApi(TenantKeys keys)
{
    public void Map(IEndpointRouteBuilder tenant)
    {
        tenant.MapPost("/{name}/encapsulate", EncapsulateAsync).WithName("encapsulate").WithSummary("Encapsulate a fresh shared secret")
            .WithDescription("Needs the right `encapsulate`. The body may be left out.")
            .TakesOptional<EncapsulateRequest>().Answers<EncapsulationAnswer>();
        tenant.MapPost("/{name}/decapsulate", DecapsulateAsync).WithName("decapsulate").WithSummary("Decapsulate a shared secret")
            .WithDescription("Needs the right `decapsulate`.")
            .Takes<DecapsulateRequest>().Answers<DecapsulationAnswer>();
    }

    private async Task<IResult> EncapsulateAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadOptionalAsync<EncapsulateRequest>(http);
        var made = await keys.Service(http, name).EncapsulateAsync(TenantKeys.CallerOf(http), request?.Version);
        return new SecretAnswer<EncapsulationAnswer>(new(made.Version, made.Ciphertext, made.SharedSecret), [made.SharedSecret]);
    }

    private async Task<IResult> DecapsulateAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<DecapsulateRequest>(http);
        var result = await keys.Service(http, name).DecapsulateAsync(TenantKeys.CallerOf(http), request.Ciphertext, request.Version);
        if (result.Error is { } error)
            throw new DunesException(error.Code, error.Kind, error.Message);
        return new SecretAnswer<DecapsulationAnswer>(new(result.Version, result.Bytes!), [result.Bytes]);
    }
}

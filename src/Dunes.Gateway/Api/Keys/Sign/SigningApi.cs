using Dunes.Gateway.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api.Keys.Sign;

/// <summary>Signatures: ML-DSA (FIPS 204) and its composite with Ed25519.</summary>
internal sealed class SigningApi(TenantKeys keys)
{
    public void Map(IEndpointRouteBuilder tenant)
    {
        tenant.MapPost("/{name}/sign", SignAsync).WithName("sign").WithSummary("Sign a message, or many")
            .WithDescription("Needs the right `sign`. The FIPS 204 context string holds the key's purpose and the caller's `context`.")
            .Takes<SignRequest>().AnswersOneOrMany<SignatureAnswer>();
        tenant.MapPost("/{name}/verify", VerifyAsync).WithName("verify").WithSummary("Verify a signature, or many")
            .WithDescription("Needs the right `verify`. A signature that does not verify is `valid: false`, not an error.")
            .Takes<VerifyRequest>().AnswersOneOrMany<Validity>();
    }

    private async Task<IResult> SignAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<SignRequest>(http);
        return await new KeyBatch<SignInput>(request, request.Items).BytesAsync(
            input => input.ToItem(),
            items => keys.Service(http, name).SignAsync(TenantKeys.CallerOf(http), items, request.Version),
            (reference, result) => new SignatureAnswer { Reference = reference, Version = result.Version, Signature = result.Bytes, Error = ItemError.Of(result.Error) });
    }

    private async Task<IResult> VerifyAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<VerifyRequest>(http);
        return await new KeyBatch<VerifyInput>(request, request.Items).ValidityAsync(
            input => input.ToItem(), items => keys.Service(http, name).VerifyAsync(TenantKeys.CallerOf(http), items));
    }
}

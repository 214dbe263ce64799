using Dunes.Abstractions.Identity;
using Dunes.Gateway.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api.Maml;

/// <summary><c>/v1/maml</c>: signs documents with a key of the caller's tenant, and verifies them against the cluster's knowledge of its keys.</summary>
internal sealed class MamlApi(DocumentSigner signer, DocumentVerifier verifier)
{
    public void Map(IEndpointRouteBuilder v1)
    {
        var maml = v1.MapGroup("/maml").WithTags("Documents").RequireAuthorization(ApiPolicies.Authenticated);
        maml.MapPost("/sign", (Delegate)SignAsync).WithName("signDocument").WithSummary("Sign a document")
            .WithDescription("Needs the right `sign` on the key, whose purpose is `maml`.")
            .Takes<MamlSignRequest>().Answers<MamlSignAnswer>();
        maml.MapPost("/verify", (Delegate)VerifyAsync).WithName("verifyDocument").WithSummary("Verify a document")
            .WithDescription("Needs the right `verify` on the key that the document names. A document that does not verify is `valid: false`, not an error.")
            .Takes<MamlVerifyRequest>().Answers<MamlVerifyAnswer>();
    }

    private async Task<IResult> SignAsync(HttpContext http)
    {
        var request = await ApiBody.ReadAsync<MamlSignRequest>(http);
        return ApiJson.Ok(await signer.SignAsync(Caller(http), request.Document, request.Key));
    }

    private async Task<IResult> VerifyAsync(HttpContext http)
    {
        var request = await ApiBody.ReadAsync<MamlVerifyRequest>(http);
        return ApiJson.Ok(await verifier.VerifyAsync(Caller(http), request.Document, request.Schemas));
    }

    private static Principal Caller(HttpContext http) => http.Features.Get<Principal>()!;
}

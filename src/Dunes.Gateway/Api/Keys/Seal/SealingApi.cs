using Dunes.Gateway.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api.Keys.Seal;

/// <summary>Sealing and opening: DC2K-1, and to the public key of an ML-KEM-1024 key.</summary>
internal sealed class SealingApi(TenantKeys keys)
{
    public void Map(IEndpointRouteBuilder tenant)
    {
        tenant.MapPost("/{name}/encrypt", EncryptAsync).WithName("encrypt").WithSummary("Seal a plaintext, or many")
            .WithDescription("Needs the right `encrypt`.")
            .Takes<EncryptRequest>().AnswersOneOrMany<CiphertextAnswer>();
        tenant.MapPost("/{name}/decrypt", DecryptAsync).WithName("decrypt").WithSummary("Open a message, or many")
            .WithDescription("Needs the right `decrypt`. Messages of every version from the key's `minDecryptionVersion` on open; so do sealed data keys.")
            .Takes<DecryptRequest>().AnswersOneOrMany<PlaintextAnswer>();
        tenant.MapPost("/{name}/rewrap", RewrapAsync).WithName("rewrap").WithSummary("Seal a message, or many, anew under the current version")
            .WithDescription("Needs the right `rewrap`. The plaintext never leaves the cluster.")
            .Takes<DecryptRequest>().AnswersOneOrMany<CiphertextAnswer>();
    }

    private async Task<IResult> EncryptAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<EncryptRequest>(http);
        return await new KeyBatch<EncryptInput>(request, request.Items).BytesAsync(
            input => input.ToItem(),
            items => keys.Service(http, name).EncryptAsync(TenantKeys.CallerOf(http), items, request.Version),
            CiphertextAnswer.Of);
    }

    private async Task<IResult> DecryptAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<DecryptRequest>(http);
        return await new KeyBatch<DecryptInput>(request, request.Items).BytesAsync(
            input => input.ToItem(), items => keys.Service(http, name).DecryptAsync(TenantKeys.CallerOf(http), items), PlaintextAnswer.Of);
    }

    private async Task<IResult> RewrapAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<DecryptRequest>(http);
        return await new KeyBatch<DecryptInput>(request, request.Items).BytesAsync(
            input => input.ToItem(), items => keys.Service(http, name).RewrapAsync(TenantKeys.CallerOf(http), items), CiphertextAnswer.Of);
    }
}

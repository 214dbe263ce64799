using Dunes.Gateway.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api.Keys.Seal;

/// <summary>Keys that callers seal with themselves.</summary>
internal sealed class DataKeysApi(TenantKeys keys)
{
    public void Map(IEndpointRouteBuilder tenant)
    {
        tenant.MapPost("/{name}/data-keys", GenerateAsync).WithName("generateDataKeys").WithSummary("Make data keys")
            .WithDescription("Needs the right `generateDataKey`, or `generateSealedDataKey` when `plaintext` is false. Every field has a default: `{}` makes one data key.")
            .Takes<DataKeysRequest>().Answers<DataKeysAnswer>();
        tenant.MapPost("/{name}/message-keys", GetMessageKeyAsync).WithName("getMessageKey").WithSummary("The key of one message, for sealing or opening a large file")
            .WithDescription("Needs the right `encrypt` for a new message, `decrypt` for one that exists.")
            .Takes<MessageKeyRequest>().Answers<MessageKeyAnswer>();
    }

    private async Task<IResult> GenerateAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<DataKeysRequest>(http);
        var made = await keys.Service(http, name).GenerateDataKeysAsync(
            TenantKeys.CallerOf(http), request.Count, request.AssociatedData ?? [], request.Context ?? [], request.Plaintext);
        var answer = new DataKeysAnswer(
            [.. made.Select(key => new DataKey { Version = key.Version, Plaintext = key.Plaintext, Ciphertext = MessageText.Encode(key.Sealed)! })]);
        return new SecretAnswer<DataKeysAnswer>(answer, made.Select(key => key.Plaintext));
    }

    private async Task<IResult> GetMessageKeyAsync(HttpContext http, string name)
    {
        var request = await ApiBody.ReadAsync<MessageKeyRequest>(http);
        var key = await keys.Service(http, name).GetMessageKeyAsync(
            TenantKeys.CallerOf(http), request.Prefix, request.AssociatedData ?? [], request.Context ?? []);
        return new SecretAnswer<MessageKeyAnswer>(new(key.Version, key.Prefix, key.Secret), [key.Secret]);
    }
}

using System.Text.Json;

namespace Dunes.Cryptography.Tests.RootKeys.AwsKms;

/// <summary>One request as the endpoint got it.</summary>
internal sealed record KmsRequest(string Target, string? ContentType, string Region, JsonElement Body)
{
    public string KeyId => Body.GetProperty("KeyId").GetString()!;

    public Dictionary<string, string> Context => Body.GetProperty("EncryptionContext").Deserialize<Dictionary<string, string>>()!;
}

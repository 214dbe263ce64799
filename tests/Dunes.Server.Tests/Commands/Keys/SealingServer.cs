using System.Security.Cryptography;
using System.Text.Json;
using Dunes.Cryptography.Sealing;

namespace Dunes.Server.Tests.Commands.Keys;

/// <summary>A scripted server whose key <c>orders</c> really seals and opens, and whose key <c>whole</c> has no message keys.</summary>
internal sealed class SealingServer : IDisposable
{
    public SealingServer()
    {
        Http.On("POST /v1/keys/orders/message-keys", MessageKeyFor);
        foreach (var name in new[] { "orders", "whole" })
        {
            Http.On($"POST /v1/keys/{name}/encrypt", body => new
            {
                Version = 1,
                Ciphertext = SealedText.Encode(Key.Seal(body.GetProperty("plaintext").GetBytesFromBase64(), AssociatedData(body))),
            });
            Http.On($"POST /v1/keys/{name}/decrypt", Decrypt);
        }

        Http.On("POST /v1/keys/whole/message-keys", new ScriptedServer.Problem(400, "no-message-keys", "This kind of key has none."));
    }

    public ScriptedServer Http { get; } = new();

    public SealingKey Key { get; } = SealingKey.FromRoot(RandomNumberGenerator.GetBytes(SealingKey.RootSize), Guid.NewGuid(), 1);

    public void Dispose()
    {
        Http.Dispose();
        Key.Dispose();
    }

    private static byte[] AssociatedData(JsonElement body) =>
        body.TryGetProperty("associatedData", out var data) ? data.GetBytesFromBase64() : [];

    private object MessageKeyFor(JsonElement body)
    {
        try
        {
            using var key = body.TryGetProperty("prefix", out var prefix)
                ? Key.RecoverMessageKey(prefix.GetBytesFromBase64(), AssociatedData(body))
                : Key.CreateMessageKey(AssociatedData(body));
            return new { Version = 1, key.Prefix, Key = key.Secret.ToArray() };
        }
        catch (SealingException e)
        {
            return new ScriptedServer.Problem(400, e.Code, "It does not open.");
        }
    }

    private object Decrypt(JsonElement body)
    {
        try
        {
            Assert.True(SealedText.TryDecode(body.GetProperty("ciphertext").GetString(), out var message));
            var isDataKey = SealedHeader.TryRead(message, out var header) && header.Flags.HasFlag(SealedFlags.DataKey);
            return new { Version = 1, Plaintext = isDataKey ? Key.OpenDataKey(message, AssociatedData(body)) : Key.Open(message, AssociatedData(body)) };
        }
        catch (SealingException e)
        {
            return new ScriptedServer.Problem(400, e.Code, "It does not open.");
        }
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Dunes.Benchmarks.Keys;

/// <summary>What is called: ready-made requests, one a key.</summary>
/// <param name="Operation">Its name in the table.</param>
/// <param name="ItemsPerCall">How many signatures or messages a call is about.</param>
/// <param name="Requests">Complete HTTP/1.1 requests.</param>
internal sealed record KeysWorkload(string Operation, int ItemsPerCall, IReadOnlyList<byte[]> Requests)
{
    public const string Sign = "sign";
    public const string Verify = "verify";
    public const string Encrypt = "encrypt";
    public const string BatchEncrypt = "batch-encrypt";
    public const string BatchVerify = "batch-verify";

    private const int Batch = 100;
    private const int PreparedAtOnce = 16;

    private static readonly byte[] Message = RandomNumberGenerator.GetBytes(1024);

    /// <summary>Whether it is done with signing keys; the others are done with sealing keys.</summary>
    public static bool Signs(string operation) => operation is Sign or Verify or BatchVerify;

    /// <summary>Requests for each key; for verification each key has signed before.</summary>
    public static async Task<KeysWorkload> CreateAsync(string operation, KeysEnvironment environment, IReadOnlyList<string> keys)
    {
        var requests = new byte[keys.Count][];
        await Parallel.ForAsync(0, keys.Count, new ParallelOptions { MaxDegreeOfParallelism = PreparedAtOnce }, async (i, _) =>
            requests[i] = await RequestAsync(operation, environment, keys[i]));
        return new(operation, operation is BatchEncrypt or BatchVerify ? Batch : 1, requests);
    }

    private static async Task<byte[]> RequestAsync(string operation, KeysEnvironment environment, string key)
    {
        switch (operation)
        {
            case Sign:
                return Request(environment, key, "sign", new { message = Message });
            case Encrypt:
                return Request(environment, key, "encrypt", new { plaintext = Message });
            case BatchEncrypt:
                return Request(environment, key, "encrypt", new { items = Enumerable.Repeat(new { plaintext = Message }, Batch) });
            default:
                var signature = (await environment.PostAsync($"v1/keys/{key}/sign", new { message = Message })).GetProperty("signature").GetBytesFromBase64();
                var item = new { message = Message, signature };
                return operation == Verify ? Request(environment, key, "verify", item) : Request(environment, key, "verify", new { items = Enumerable.Repeat(item, Batch) });
        }
    }

    private static byte[] Request(KeysEnvironment environment, string key, string operation, object body)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web);
        var head = $"POST /v1/keys/{key}/{operation} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {environment.Token}\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. json];
    }
}

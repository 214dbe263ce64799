using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dunes.Testing;

namespace Dunes.Cryptography.Tests.RootKeys.AwsKms;

/// <summary>
/// As much of KMS as the provider uses, at the wire: signatures are checked, keys encrypt for real (AES-256-GCM with the encryption context as
/// additional data), and failures can be ordered.
/// </summary>
internal sealed class KmsEndpoint : IAsyncDisposable
{
    public const string AccessKey = "AKIDTESTTESTTEST";
    public const string SecretKey = "test/secret/of/the/endpoint";

    private const int IvSize = 12;
    private const int TagSize = 16;
    private const int IdSize = 32;

    private readonly HttpListener listener = new();
    private readonly Dictionary<string, byte[]> keys = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(int Status, string Type)> failures = new();
    private readonly ConcurrentBag<Task> answers = [];
    private readonly Task serving;

    public KmsEndpoint()
    {
        Url = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        listener.Prefixes.Add(Url.AbsoluteUri);
        listener.Start();
        serving = ServeAsync();
    }

    public Uri Url { get; }

    public ConcurrentQueue<KmsRequest> Requests { get; } = new();

    /// <summary>Set: no request is answered before it is completed.</summary>
    public TaskCompletionSource? Silence { get; set; }

    public string CreateKey()
    {
        var arn = $"arn:aws:kms:eu-central-1:111122223333:key/{Guid.NewGuid()}";
        keys.Add(arn, RandomNumberGenerator.GetBytes(32));
        return arn;
    }

    /// <summary>The next requests fail.</summary>
    public void Fail(int status, string type, int times = 1)
    {
        for (var i = 0; i < times; i++)
            failures.Enqueue((status, type));
    }

    public async ValueTask DisposeAsync()
    {
        Silence?.TrySetResult();
        listener.Stop();
        await serving;
        await Task.WhenAll(answers);
        listener.Close();
    }

    private static byte[] Context(JsonElement body) => Encoding.UTF8.GetBytes(
        string.Join('\n', body.GetProperty("EncryptionContext").EnumerateObject().OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => $"{pair.Name}={pair.Value.GetString()}")));

    private static byte[] Id(string arn) => SHA256.HashData(Encoding.UTF8.GetBytes(arn));

    private static object Error(string type) => new { __type = type, message = "canary-text-of-the-service" };

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                answers.Add(AnswerAsync(await listener.GetContextAsync()));
            }
            catch (Exception e) when (e is HttpListenerException or InvalidOperationException)
            {
                // Stopped or closed, while it waited or just before.
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var content = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(content);
            var (status, answer) = Answer(context.Request, content.ToArray());
            if (Silence is { } silence)
                await silence.Task;

            // Now and then HttpListener ends a connection that the client is about to use again, which would be one attempt more or less.
            context.Response.KeepAlive = false;
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/x-amz-json-1.1";
            context.Response.Headers["x-amzn-RequestId"] = "request-of-the-test";
            await context.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer));
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // The caller went away, or the endpoint is being stopped.
        }
    }

    private (int Status, object Answer) Answer(HttpListenerRequest request, byte[] content)
    {
        var region = SignatureV4.Verify(request.HttpMethod, request.Url!, request.Headers, content, AccessKey, SecretKey);
        if (region is null)
            return (400, Error("InvalidSignatureException"));
        var body = JsonDocument.Parse(content).RootElement;
        Requests.Enqueue(new KmsRequest(request.Headers["X-Amz-Target"]!, request.ContentType, region, body));
        if (failures.TryDequeue(out var failure))
            return (failure.Status, Error(failure.Type));
        var arn = body.GetProperty("KeyId").GetString()!;
        if (!keys.TryGetValue(arn, out var key))
            return (400, Error("NotFoundException"));
        return request.Headers["X-Amz-Target"] switch
        {
            "TrentService.Encrypt" => Encrypt(arn, key, body, body.GetProperty("Plaintext").GetBytesFromBase64(), tell: false),
            "TrentService.GenerateDataKey" => Encrypt(arn, key, body, RandomNumberGenerator.GetBytes(body.GetProperty("NumberOfBytes").GetInt32()), tell: true),
            "TrentService.Decrypt" => Decrypt(arn, key, body),
            _ => (400, Error("UnknownOperationException")),
        };
    }

    private static (int Status, object Answer) Encrypt(string arn, byte[] key, JsonElement body, byte[] plaintext, bool tell)
    {
        var blob = new byte[IdSize + IvSize + plaintext.Length + TagSize];
        Id(arn).CopyTo(blob, 0);
        RandomNumberGenerator.Fill(blob.AsSpan(IdSize, IvSize));
        using var gcm = new AesGcm(key, TagSize);
        gcm.Encrypt(blob.AsSpan(IdSize, IvSize), plaintext, blob.AsSpan(IdSize + IvSize, plaintext.Length), blob.AsSpan(^TagSize), Context(body));
        return (200, tell ? new { KeyId = arn, CiphertextBlob = blob, Plaintext = plaintext } : (object)new { KeyId = arn, CiphertextBlob = blob, EncryptionAlgorithm = "SYMMETRIC_DEFAULT" });
    }

    private (int Status, object Answer) Decrypt(string arn, byte[] key, JsonElement body)
    {
        var blob = body.GetProperty("CiphertextBlob").GetBytesFromBase64();
        if (blob.Length < IdSize + IvSize + TagSize || !keys.Keys.Any(known => blob.AsSpan().StartsWith(Id(known))))
            return (400, Error("InvalidCiphertextException"));
        if (!blob.AsSpan().StartsWith(Id(arn)))
            return (400, Error("IncorrectKeyException"));
        var plaintext = new byte[blob.Length - IdSize - IvSize - TagSize];
        try
        {
            using var gcm = new AesGcm(key, TagSize);
            gcm.Decrypt(blob.AsSpan(IdSize, IvSize), blob.AsSpan(IdSize + IvSize, plaintext.Length), blob.AsSpan(^TagSize), plaintext, Context(body));
            return (200, new { KeyId = arn, Plaintext = plaintext, EncryptionAlgorithm = "SYMMETRIC_DEFAULT" });
        }
        catch (AuthenticationTagMismatchException)
        {
            return (400, Error("InvalidCiphertextException"));
        }
    }
}

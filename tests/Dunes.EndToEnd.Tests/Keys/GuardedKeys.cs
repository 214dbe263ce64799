using Dunes.Abstractions.Keys;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>Keys of every kind, and for every right at least one request that needs it.</summary>
internal static class GuardedKeys
{
    private static readonly byte[] Message = "m"u8.ToArray();

    /// <summary>Makes the keys.</summary>
    public static async Task<IReadOnlyList<GuardedOperation>> CreateAsync(KeysClient admin)
    {
        await admin.CreateAsync("sign", KeyAlgorithms.MlDsa44, new { exportable = true });
        await admin.CreateAsync("seal", KeyAlgorithms.Dc2k1);
        await admin.CreateAsync("kem", KeyAlgorithms.MlKem1024);
        await admin.CreateAsync("mac", KeyAlgorithms.HmacSha512);
        var signature = (await admin.PostAsync("v1/keys/sign/sign", new { message = Message })).Bytes("signature");
        var ciphertext = (await admin.PostAsync("v1/keys/seal/encrypt", new { plaintext = Message })).Text("ciphertext");
        var prefix = (await admin.PostAsync("v1/keys/seal/message-keys", new { })).Bytes("prefix");
        var encapsulated = (await admin.PostAsync("v1/keys/kem/encapsulate")).Bytes("ciphertext");
        var mac = (await admin.PostAsync("v1/keys/mac/mac", new { message = Message })).Bytes("mac");
        var recipientPublicKey = (await admin.GetAsync("v1/keys/kem/versions/1")).Bytes("publicKey");
        var wrapped = (await admin.PostAsync("v1/keys/sign/export", new { recipientPublicKey })).Text("wrapped");
        var backup = (await admin.PostAsync("v1/keys/seal/backup")).Bytes("backup");
        return
        [
            Get(KeyOperation.Describe, "seal"),
            Get(KeyOperation.Describe, "seal/versions"),
            Get(KeyOperation.Describe, "seal/versions/1"),
            Post(KeyOperation.Sign, "sign/sign", new { message = Message }),
            Post(KeyOperation.Sign, "sign/sign", new { items = new[] { new { message = Message }, new { message = Message } } }),
            Post(KeyOperation.Verify, "sign/verify", new { message = Message, signature }),
            Post(KeyOperation.Encrypt, "seal/encrypt", new { plaintext = Message }),
            Post(KeyOperation.Encrypt, "kem/encrypt", new { plaintext = Message }),
            Post(KeyOperation.Encrypt, "seal/message-keys", new { }),
            Post(KeyOperation.Decrypt, "seal/decrypt", new { ciphertext }),
            Post(KeyOperation.Decrypt, "seal/message-keys", new { prefix }),
            Post(KeyOperation.Rewrap, "seal/rewrap", new { ciphertext }),
            Post(KeyOperation.GenerateDataKey, "seal/data-keys", new { }),
            Post(KeyOperation.GenerateSealedDataKey, "seal/data-keys", new { plaintext = false }),
            Post(KeyOperation.Encapsulate, "kem/encapsulate", new { }),
            Post(KeyOperation.Decapsulate, "kem/decapsulate", new { ciphertext = encapsulated }),
            Post(KeyOperation.Mac, "mac/mac", new { message = Message }),
            Post(KeyOperation.VerifyMac, "mac/mac/verify", new { message = Message, mac }),
            Post(KeyOperation.Rotate, "seal/rotate", new { expectedVersion = 1000 }, 409),
            new(KeyOperation.Manage, HttpMethod.Patch, "seal", new { description = "the same" }),
            Post(KeyOperation.Manage, "seal/enable", new { }),
            Post(KeyOperation.Manage, "seal/disable", new { version = 1000 }, 404),
            Post(KeyOperation.Manage, "sign/import", new { algorithm = KeyAlgorithms.MlDsa44, wrappingKey = "kem", wrapped }, 409),
            new(KeyOperation.Grant, HttpMethod.Patch, "seal", new { grants = Array.Empty<object>() }),
            new(KeyOperation.Delete, HttpMethod.Delete, "seal?version=1&days=0", null, 409),
            Post(KeyOperation.Delete, "seal/undelete", new { }, 409),
            Post(KeyOperation.Delete, "seal/trim", new { minAvailableVersion = 1 }),
            Post(KeyOperation.Export, "sign/export", new { recipientPublicKey }),
            Post(KeyOperation.Backup, "seal/backup", null),
            Post(KeyOperation.Backup, "seal/restore", new { backup }, 409),
        ];
    }

    private static GuardedOperation Get(KeyOperation needs, string path) => new(needs, HttpMethod.Get, path);

    private static GuardedOperation Post(KeyOperation needs, string path, object? body, int status = 200) => new(needs, HttpMethod.Post, path, body, status);
}

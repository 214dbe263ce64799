namespace Dunes.Gateway.Tests.Api.Keys;

/// <summary>Every operation of <c>/v1/keys</c> and <c>/v1/random</c> that any caller reaches: a request, the grain call it makes, and its answer.</summary>
public static class KeyRoutes
{
    private const string K = "default/k";

    private static readonly string Sealed = $"dunes:v3:{System.Buffers.Text.Base64Url.EncodeToString(Hosting.ScriptedKeyServiceGrain.Message(3))}";
    private static readonly string SealedBytes = Convert.ToBase64String(Hosting.ScriptedKeyServiceGrain.Message(3));
    private static readonly string Exported = $"dunes:v2:{System.Buffers.Text.Base64Url.EncodeToString(Hosting.ScriptedKeyServiceGrain.Message(2))}";
    private static readonly string Zeros32 = Convert.ToBase64String(new byte[32]);
    private static readonly string Zeros44 = Convert.ToBase64String(new byte[44]);
    private static readonly string Zeros64 = Convert.ToBase64String(new byte[64]);
    private static readonly string Zeros84 = Convert.ToBase64String(new byte[84]);
    private static readonly string Kem768 = Convert.ToBase64String(new byte[1088]);

    private const string DefaultSpec =
        """{"Algorithm":"DC2K-1","Rotation":{"Period":null,"AfterOperations":null,"AfterBytes":null},"Purpose":"general","Description":"","Tags":{},"Limits":{"WarnOperations":1099511627776,"MaxOperations":35184372088832},"Sealing":0,"Exportable":false,"Grants":[]}""";

    private const string FullSpec =
        """{"Algorithm":"ML-DSA-65","Rotation":{"Period":"30.00:00:00","AfterOperations":5,"AfterBytes":6},"Purpose":"p","Description":"d","Tags":{"T":"v"},"Limits":{"WarnOperations":1,"MaxOperations":2},"Sealing":2,"Exportable":true,"Grants":[{"Kind":2,"Grantee":"agent","Issuer":null,"Operations":[1,11]},{"Kind":0,"Grantee":"bob","Issuer":"i","Operations":[9]}]}""";

    private const string FullDefinition =
        """ "algorithm":"ML-DSA-65","rotation":{"period":"30.00:00:00","afterOperations":5,"afterBytes":6},"purpose":"p","description":"d","tags":{"T":"v"},"limits":{"warnOperations":1,"maxOperations":2},"sealing":"convergent","exportable":true,"grants":[{"kind":"role","grantee":"agent","operations":["sign","verifyMac"]},{"kind":"subject","grantee":"bob","issuer":"i","operations":["decapsulate"]}] """;

    /// <summary>Method, path, body, status, grain, grain method, its arguments after the caller as JSON, answer (null: a key).</summary>
    public static TheoryData<string, string, string?, int, string, string, string, string?> All => new()
    {
        { "POST", "/v1/keys", """{"name":"k","algorithm":"DC2K-1"}""", 201, K, "Create", $"[{DefaultSpec}]", null },
        { "POST", "/v1/keys", $$"""{"name":"k",{{FullDefinition}} }""", 201, K, "Create", $"[{FullSpec}]", null },
        { "GET", "/v1/keys/k", null, 200, K, "Describe", "[]", null },
        { "PATCH", "/v1/keys/k", "{}", 200, K, "Update", """[{"Description":null,"Tags":null,"Rotation":null,"Limits":null,"Grants":null,"MinEncryptionVersion":null,"MinDecryptionVersion":null}]""", null },
        { "PATCH", "/v1/keys/k", """{"description":"d","tags":{},"rotation":{"period":"00:01:00"},"limits":{"maxOperations":9},"grants":[{"kind":"client","grantee":"c","operations":["mac"]}],"minEncryptionVersion":3,"minDecryptionVersion":2}""",
            200, K, "Update", """[{"Description":"d","Tags":{},"Rotation":{"Period":"00:01:00","AfterOperations":null,"AfterBytes":null},"Limits":{"WarnOperations":1099511627776,"MaxOperations":9},"Grants":[{"Kind":1,"Grantee":"c","Issuer":null,"Operations":[10]}],"MinEncryptionVersion":3,"MinDecryptionVersion":2}]""", null },
        { "DELETE", "/v1/keys/k", null, 200, K, "Delete", "[null,7]", null },
        { "DELETE", "/v1/keys/k?days=0&version=4", null, 200, K, "Delete", "[4,0]", null },
        { "GET", "/v1/keys/k/versions/9", null, 200, K, "DescribeVersion", "[9]", """{"version":9,"createdAt":"1970-01-01T00:00:00+00:00","publicKey":null,"state":"destroyed","destroyAt":"1970-01-01T00:00:00+00:00","disabledAt":null,"operations":1099511627776,"bytes":0}""" },
        { "POST", "/v1/keys/k/rotate", """{"expectedVersion":2}""", 200, K, "Rotate", "[2]", null },
        { "POST", "/v1/keys/k/enable", null, 200, K, "Enable", "[null]", null },
        { "POST", "/v1/keys/k/enable", """{"version":3}""", 200, K, "Enable", "[3]", null },
        { "POST", "/v1/keys/k/disable", null, 200, K, "Disable", "[null]", null },
        { "POST", "/v1/keys/k/disable", """{"version":3}""", 200, K, "Disable", "[3]", null },
        { "POST", "/v1/keys/k/undelete", "{}", 200, K, "Undelete", "[null]", null },
        { "POST", "/v1/keys/k/trim", """{"minAvailableVersion":5}""", 200, K, "Trim", "[5]", null },
        { "POST", "/v1/keys/k/reencrypt", null, 202, K, "Start", "[null]", Reencryption },
        { "POST", "/v1/keys/k/reencrypt", """{"itemsPerSecond":10}""", 202, K, "Start", "[10]", Reencryption },
        { "GET", "/v1/keys/k/reencrypt", null, 200, K, "Status", "[]", Reencryption },
        { "POST", "/v1/keys/k/sign", """{"message":"AQ==","context":"Ag==","deterministic":true,"reference":"r","version":2}""",
            200, K, "Sign", """[[{"Message":"AQ==","IsMu":false,"Context":"Ag==","Deterministic":true}],2]""", """{"signature":"Bwc=","reference":"r","version":3}""" },
        { "POST", "/v1/keys/k/sign", """{"mu":"AQ=="}""", 200, K, "Sign", """[[{"Message":"AQ==","IsMu":true,"Context":"","Deterministic":false}],null]""", """{"signature":"Bwc=","version":3}""" },
        { "POST", "/v1/keys/k/sign", """{"items":[{"message":"/wQ=","reference":"a"},{"message":"","reference":"b"},{"message":"AQ==","mu":"AQ=="},{}]}""",
            200, K, "Sign", """[[{"Message":"/wQ=","IsMu":false,"Context":"","Deterministic":false},{"Message":"","IsMu":false,"Context":"","Deterministic":false}],null]""",
            """{"results":[{"reference":"a","version":0,"error":{"code":"DUNES-TEST-004","message":"It failed: Gone."}},{"signature":"Bwc=","reference":"b","version":3},{"version":0,"error":{"code":"DUNES-KEY-066","message":"'message' and 'mu' are both given; one of them is signed."}},{"version":0,"error":{"code":"DUNES-KEY-064","message":"'message' or 'mu' is missing."}}]}""" },
        { "POST", "/v1/keys/k/verify", """{"message":"AQ==","context":"Ag==","signature":"Aw==","version":1}""",
            200, K, "Verify", """[[{"Message":"AQ==","IsMu":false,"Context":"Ag==","Signature":"Aw==","Version":1}]]""", """{"valid":true,"version":3}""" },
        { "POST", "/v1/keys/k/verify", """{"items":[{"message":"","signature":"Aw=="},{"mu":"/wI=","signature":"","reference":"x"}]}""",
            200, K, "Verify", """[[{"Message":"","IsMu":false,"Context":"","Signature":"Aw==","Version":null},{"Message":"/wI=","IsMu":true,"Context":"","Signature":"","Version":null}]]""",
            """{"results":[{"valid":false,"version":3},{"valid":false,"reference":"x","version":0,"error":{"code":"DUNES-TEST-002","message":"It failed: NotFound."}}]}""" },
        { "POST", "/v1/keys/k/encrypt", """{"plaintext":"AQ==","associatedData":"Ag==","context":"Aw==","version":2}""",
            200, K, "Encrypt", """[[{"Bytes":"AQ==","AssociatedData":"Ag==","Context":"Aw=="}],2]""", $$"""{"ciphertext":"{{Sealed}}","version":3}""" },
        { "POST", "/v1/keys/k/encrypt", """{"items":[{"plaintext":""},{"plaintext":"/wk="}]}""",
            200, K, "Encrypt", """[[{"Bytes":"","AssociatedData":"","Context":""},{"Bytes":"/wk=","AssociatedData":"","Context":""}],null]""",
            $$$"""{"results":[{"ciphertext":"{{{Sealed}}}","version":3},{"version":0,"error":{"code":"DUNES-TEST-009","message":"It failed: Integrity."}}]}""" },
        { "POST", "/v1/keys/k/decrypt", $$"""{"ciphertext":"{{Sealed}}","associatedData":"Ag==","context":"Aw=="}""",
            200, K, "Decrypt", $$"""[[{"Bytes":"{{SealedBytes}}","AssociatedData":"Ag==","Context":"Aw=="}]]""", """{"plaintext":"AQID","version":3}""" },
        { "POST", "/v1/keys/k/decrypt", $$"""{"items":[{"ciphertext":"no","reference":"bad"},{"ciphertext":"{{Sealed}}"}]}""",
            200, K, "Decrypt", $$"""[[{"Bytes":"{{SealedBytes}}","AssociatedData":"","Context":""}]]""",
            """{"results":[{"reference":"bad","version":0,"error":{"code":"DUNES-SEAL-001","message":"This is not a DC2K message in the form dunes:v<version>:<base64url>."}},{"plaintext":"AQID","version":3}]}""" },
        { "POST", "/v1/keys/k/rewrap", $$"""{"ciphertext":"{{Sealed}}"}""",
            200, K, "Rewrap", $$"""[[{"Bytes":"{{SealedBytes}}","AssociatedData":"","Context":""}]]""", $$"""{"ciphertext":"{{Sealed}}","version":3}""" },
        { "POST", "/v1/keys/k/data-keys", "{}", 200, K, "DataKeys", """[1,"","",true]""", $$"""{"dataKeys":[{"version":3,"plaintext":"{{Zeros32}}","ciphertext":"{{Sealed}}"}]}""" },
        { "POST", "/v1/keys/k/data-keys", """{"count":2,"associatedData":"AQ==","context":"Ag==","plaintext":false}""",
            200, K, "DataKeys", """[2,"AQ==","Ag==",false]""", $$"""{"dataKeys":[{"version":3,"ciphertext":"{{Sealed}}"},{"version":3,"ciphertext":"{{Sealed}}"}]}""" },
        { "POST", "/v1/keys/k/message-keys", "{}", 200, K, "MessageKey", """[null,"",""]""", $$"""{"version":3,"prefix":"{{Zeros84}}","key":"{{Zeros44}}"}""" },
        { "POST", "/v1/keys/k/message-keys", """{"prefix":"AQ==","associatedData":"Ag==","context":"Aw=="}""",
            200, K, "MessageKey", """["AQ==","Ag==","Aw=="]""", $$"""{"version":3,"prefix":"AQ==","key":"{{Zeros44}}"}""" },
        { "POST", "/v1/keys/k/encapsulate", null, 200, K, "Encapsulate", "[null]", $$"""{"version":3,"ciphertext":"{{Kem768}}","sharedSecret":"{{Zeros32}}"}""" },
        { "POST", "/v1/keys/k/encapsulate", """{"version":2}""", 200, K, "Encapsulate", "[2]", $$"""{"version":2,"ciphertext":"{{Kem768}}","sharedSecret":"{{Zeros32}}"}""" },
        { "POST", "/v1/keys/k/decapsulate", """{"ciphertext":"AQ==","version":2}""", 200, K, "Decapsulate", """["AQ==",2]""", $$"""{"version":2,"sharedSecret":"{{Zeros32}}"}""" },
        { "POST", "/v1/keys/k/mac", """{"message":"AQ==","version":2}""", 200, K, "Mac", """[[{"Message":"AQ==","Code":null,"Version":2}]]""", $$"""{"mac":"{{Zeros64}}","version":3}""" },
        { "POST", "/v1/keys/k/mac/verify", """{"message":"AQ==","mac":"Ag==","version":2}""", 200, K, "VerifyMac", """[[{"Message":"AQ==","Code":"Ag==","Version":2}]]""", """{"valid":true,"version":3}""" },
        { "POST", "/v1/keys/k/mac/verify", """{"items":[{"message":"","mac":"Ag=="},{"message":"AQ=="}]}""", 200, K, "VerifyMac", """[[{"Message":"","Code":"Ag==","Version":null}]]""",
            """{"results":[{"valid":false,"version":3},{"valid":false,"version":0,"error":{"code":"DUNES-KEY-064","message":"'mac' is missing."}}]}""" },
        { "POST", "/v1/keys/k/export", """{"recipientPublicKey":"AQ=="}""", 200, K, "Export", """[null,"AQ=="]""", $$"""{"wrapped":"{{Exported}}"}""" },
        { "POST", "/v1/keys/k/import", $$"""{"wrappingKey":"w","wrapped":"{{Sealed}}",{{FullDefinition}} }""", 201, K, "Import", $"""[{FullSpec},"w","{SealedBytes}"]""", null },
        { "POST", "/v1/keys/k/backup", null, 200, K, "Backup", "[]", """{"backup":"CQk="}""" },
        { "POST", "/v1/keys/k/restore", """{"backup":"CQk="}""", 201, K, "Restore", """["CQk="]""", null },
    };

    private const string Reencryption =
        """{"targetVersion":2,"startedAt":"1970-01-01T00:00:00+00:00","finishedAt":null,"total":10,"done":5,"failed":0,"lastError":"DUNES-STORE-001"}""";
}

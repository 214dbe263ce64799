using System.Text.Json;

namespace Dunes.Cryptography.Tests.Vectors;

/// <summary>The cases of Wycheproof that no method of this library can be asked, and why. Every other case runs.</summary>
internal static class Inexpressible
{
    public const string OtherNonceSizes = "AES-GCM is used with nonces of 12 bytes only, as C2SP chunked encryption has it";
    public const string ExpandedKeys = "private ML-KEM keys are taken as seeds only, so no expanded key, good or bad, can be given";

    /// <summary>Every file, with the reason why a case of it cannot be expressed.</summary>
    public static readonly IReadOnlyDictionary<string, Func<JsonElement, string?>> Files = new Dictionary<string, Func<JsonElement, string?>>
    {
        ["aes_gcm_test.json"] = group => group.GetProperty("ivSize").GetInt32() == 96 ? null : OtherNonceSizes,
        ["c2sp_chunked_encryption_aes_256_gcm_test.json"] = _ => null,
        ["ed25519_test.json"] = _ => null,
        ["hkdf_sha512_test.json"] = _ => null,
        ["mldsa_44_sign_seed_test.json"] = _ => null,
        ["mldsa_44_verify_test.json"] = _ => null,
        ["mldsa_65_sign_seed_test.json"] = _ => null,
        ["mldsa_65_verify_test.json"] = _ => null,
        ["mldsa_87_sign_seed_test.json"] = _ => null,
        ["mldsa_87_verify_test.json"] = _ => null,
        ["mlkem_768_test.json"] = _ => null,
        ["mlkem_768_encaps_test.json"] = _ => null,
        ["mlkem_768_keygen_seed_test.json"] = _ => null,
        ["mlkem_768_semi_expanded_decaps_test.json"] = _ => ExpandedKeys,
        ["mlkem_1024_test.json"] = _ => null,
        ["mlkem_1024_encaps_test.json"] = _ => null,
        ["mlkem_1024_keygen_seed_test.json"] = _ => null,
        ["mlkem_1024_semi_expanded_decaps_test.json"] = _ => ExpandedKeys,
    };
}

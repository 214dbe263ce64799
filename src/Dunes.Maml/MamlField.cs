namespace Dunes.Maml;

/// <summary>The front matter fields that carry a signature. All but <see cref="Signature"/> are covered by it.</summary>
internal static class MamlField
{
    public const string Signature = "signature";
    public const string SignatureAlgorithm = "signature_algorithm";
    public const string PublicKey = "public_key";
    public const string KeyId = "key_id";
    public const string SignedAt = "signed_at";
}

namespace Dunes.Maml;

/// <summary>The front matter fields that the format knows. All but <see cref="Signature"/> are covered by the signature.</summary>
internal static class MamlField
{
    public const string Type = "type";
    public const string DataId = "data_id";
    public const string Id = "id";
    public const string Schema = "schema";
    public const string SchemaVersion = "schema_version";
    public const string Fields = "fields";

    public const string Signature = "signature";
    public const string SignatureAlgorithm = "signature_algorithm";
    public const string PublicKey = "public_key";
    public const string KeyId = "key_id";
    public const string KeyVersion = "key_version";
    public const string SignedAt = "signed_at";
    public const string BodySha256 = "body_sha256";
    public const string FrontMatterSha256 = "front_matter_sha256";
}

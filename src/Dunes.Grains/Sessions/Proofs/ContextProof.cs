using System.Text.Json;
using Dunes.Cryptography.Signatures;
using Dunes.Grains.Sessions.Heads;
using Dunes.Grains.Sessions.Recording;
using Dunes.Transparency;

namespace Dunes.Grains.Sessions.Proofs;

/// <summary>
/// A file that shows one entry of a context and proves that it was recorded: entry and blind give the leaf, the leaf is in the head's tree,
/// the head is in a signed batch. It shows nothing of other entries and needs nothing but a public key.
/// </summary>
public static class ContextProof
{
    /// <summary>Value of the field <c>format</c>.</summary>
    public const string Format = "dunes-cluster/context-proof/v1";

    /// <summary>Largest file that is read, 64 MiB.</summary>
    public const int MaxFileSize = 64 << 20;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    };

    /// <summary>
    /// Verifies a proof file, offline. Never throws over what the file holds. Without <paramref name="trustedPublicKey"/> the file's own key is
    /// believed, which shows only that file and key belong together.
    /// </summary>
    /// <param name="file">JSON, UTF-8.</param>
    /// <param name="trustedPublicKey">The public key of <c>$system/context-heads</c> in its FIPS 204 encoding, from a source of trust.</param>
    public static ContextProofResult Verify(ReadOnlySpan<byte> file, byte[]? trustedPublicKey)
    {
        if (file.Length > MaxFileSize)
            return ContextProofResult.Failed($"The file has more than {MaxFileSize} bytes.");
        ContextProofFile? proof;
        try
        {
            proof = JsonSerializer.Deserialize<ContextProofFile>(file, Options);
        }
        catch (JsonException e)
        {
            return ContextProofResult.Failed($"The file is no proof: line {e.LineNumber + 1}, {e.Path}.");
        }
        return proof is null ? ContextProofResult.Failed("The file is no proof.") : Verify(proof, trustedPublicKey);
    }

    internal static byte[] Write(ContextProofFile proof) => JsonSerializer.SerializeToUtf8Bytes(proof, Options);

    private static ContextProofResult Verify(ContextProofFile proof, byte[]? trustedPublicKey)
    {
        var batch = proof.Batch;
        if (proof.Format != Format)
            return ContextProofResult.Failed("The file is of another format or version.");
        if (proof.Blind.Length != EntryFormat.BlindSize || !EntryFormat.TryRead(proof.Entry, out var entry))
            return ContextProofResult.Failed("The entry is not in the format of an entry.");
        if (entry!.ContextId != proof.Context || entry.Seq != proof.Seq || entry.Seq != proof.Index)
            return ContextProofResult.Failed("The entry says another context or place than the file.");
        if (entry.ContextId.Length > ushort.MaxValue || proof.HeadRoot.Length != MerkleHash.Size || batch.Root.Length != MerkleHash.Size)
            return ContextProofResult.Failed("A root is no hash.");

        var leafHash = EntryFormat.LeafHash([.. proof.Blind, .. proof.Entry]);
        if (!MerkleProofs.VerifyInclusion(leafHash, proof.Index, proof.Size, proof.Inclusion, proof.HeadRoot))
            return ContextProofResult.Failed("The entry is not in the context's tree.");
        var headLeaf = HeadFormat.Leaf(proof.Context, proof.Size, proof.HeadRoot);
        if (!MerkleProofs.VerifyInclusion(headLeaf, batch.Index, batch.Count, batch.Path, batch.Root))
            return ContextProofResult.Failed("The context's head is not in the signed batch.");

        if (trustedPublicKey is not null && !trustedPublicKey.AsSpan().SequenceEqual(batch.PublicKey))
            return ContextProofResult.Failed("The batch is signed by another key than the trusted one.");
        if (!MlDsaParameterSets.TryParse(batch.Algorithm, out var set))
            return ContextProofResult.Failed("The signature's algorithm is not known.");
        var statement = HeadFormat.Statement(batch.Id, batch.Count, batch.Root, batch.SignedAt);
        if (!MlDsa.Provider.Verify(set, batch.PublicKey, statement, batch.Signature, SigningContext.For(HeadFormat.SigningLabel, [])))
            return ContextProofResult.Failed("The signature does not verify.");
        return new ContextProofResult
        {
            Valid = true,
            Reason = trustedPublicKey is null ? "Signed by the key that the file names." : "Signed by the trusted key.",
            Context = entry.ContextId,
            Seq = entry.Seq,
            At = entry.At,
            Kind = entry.Kind,
            Request = entry.Request,
            Response = entry.Response,
            SignedAt = batch.SignedAt,
            Algorithm = batch.Algorithm,
            PublicKey = batch.PublicKey,
        };
    }
}

using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Sessions.Heads;
using Dunes.Grains.Sessions.Proofs;
using Dunes.Grains.Sessions.Recording;
using Dunes.Storage.Sessions;
using Dunes.Transparency;

namespace Dunes.Grains.Sessions.Records;

/// <summary>Makes proof files.</summary>
internal sealed class ContextProver(IGrainFactory grains, ISessionJournal journal, IHeadStore heads, TimeProvider time)
{
    /// <summary>The proof of one entry, under the newest signed head. Integrity when what is stored does not yield that head.</summary>
    public async Task<byte[]> ProveAsync(string contextId, ContextHeader header, long seq)
    {
        var row = (await journal.ReadAsync(contextId, seq, 1, CancellationToken.None)).FirstOrDefault();
        if (seq < 0 || row?.Seq != seq)
            throw new DunesException("DUNES-CTX-033", ErrorKind.NotFound, $"The context has no entry {seq}.");
        var latest = await heads.ReadLatestAsync(contextId, CancellationToken.None);
        if (latest is not { } signed || signed.Head.Size <= seq)
            throw new DunesException("DUNES-CTX-031", ErrorKind.Unavailable, $"Entry {seq} is not signed yet; that takes about a second. Try again.");
        if (await new HeadVerifier(grains).CheckAsync(signed.Head, signed.Batch) is { } fault)
            throw new DunesException(fault.Code, ErrorKind.Integrity, fault.Detail);

        using var sealer = ContextSealer.Of(grains, time, contextId, header);
        var (_, blinded) = await sealer.OpenAsync(row);
        var tree = await ReadTreeAsync(contextId, signed.Head);
        var batch = signed.Batch!;
        return ContextProof.Write(new ContextProofFile(
            ContextProof.Format,
            contextId,
            seq,
            blinded[EntryFormat.BlindSize..],
            blinded[..EntryFormat.BlindSize],
            seq,
            signed.Head.Size,
            tree.Inclusion(seq),
            signed.Head.Root,
            new ContextProofBatch(
                batch.Id,
                batch.Size,
                signed.Head.LeafIndex,
                HeadFormat.Split(signed.Head.Path)!,
                batch.Root,
                batch.SignedAt,
                batch.Algorithm,
                batch.KeyVersion,
                await ReadPublicKeyAsync(batch.KeyVersion),
                batch.Signature)));
    }

    private async Task<MerkleTree> ReadTreeAsync(string contextId, SignedHead head)
    {
        var leaves = await journal.ReadLeafHashesAsync(contextId, 0, CancellationToken.None);
        var covered = leaves.Take((int)head.Size).Select(l => l.LeafHash).ToList();
        if (covered.Count < head.Size)
            throw new DunesException(Faults.EntryMissing, ErrorKind.Integrity, $"{head.Size} entries were signed, {covered.Count} are stored.");
        var tree = new MerkleTree(covered);
        return tree.Root.AsSpan().SequenceEqual(head.Root)
            ? tree
            : throw new DunesException(Faults.RootDiffers, ErrorKind.Integrity, $"The entries do not yield the root that was signed for size {head.Size}.");
    }

    private async Task<byte[]> ReadPublicKeyAsync(int version)
    {
        try
        {
            var key = await grains.GetGrain<IKeyGrain>(KeyName.ContextHeads.ToString()).DescribeVersionAsync(caller: null, version);
            if (key.PublicKey is { } publicKey)
                return publicKey;
        }
        catch (DunesException e) when (e.Kind == ErrorKind.NotFound)
        {
        }

        throw new DunesException(Faults.KeyMissing, ErrorKind.Integrity, $"Version {version} of the signing key does not exist.");
    }
}

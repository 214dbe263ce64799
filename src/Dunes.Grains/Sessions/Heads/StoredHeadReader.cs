using Dunes.Abstractions.Errors;
using Dunes.Storage.Sessions;
using Dunes.Transparency;

namespace Dunes.Grains.Sessions.Heads;

/// <summary>Rebuilds a context's head from its newest signed head and the leaf hashes after it: cheap, however long the context is.</summary>
internal sealed class StoredHeadReader(IGrainFactory grains, IHeadStore heads, ISessionJournal journal)
{
    /// <summary>The head. Throws <see cref="DunesException"/> (Integrity) with the code of the fault when signed head and entries do not verify.</summary>
    public async Task<StoredHead> ReadAsync(string contextId, CancellationToken cancellationToken)
    {
        var range = new CompactRange();
        var latest = await heads.ReadLatestAsync(contextId, cancellationToken);
        if (latest is { } signed)
        {
            if (await new HeadVerifier(grains).CheckAsync(signed.Head, signed.Batch) is { } fault)
                throw new DunesException(fault.Code, ErrorKind.Integrity, fault.Detail);
            range = CompactRange.FromBytes(signed.Head.Size, signed.Head.Frontier);
        }
        var signedSize = range.Size;

        // The last signed entry is read too, for one thing only: it must still be there.
        var from = Math.Max(0, signedSize - 1);
        var leaves = await journal.ReadLeafHashesAsync(contextId, from, cancellationToken);
        if (signedSize > 0 && (leaves.Count == 0 || leaves[0].Seq != from))
            throw new DunesException(Faults.EntryMissing, ErrorKind.Integrity, $"Entry {from} was signed and is missing.");
        foreach (var (seq, leafHash) in leaves.Skip(signedSize > 0 ? 1 : 0))
        {
            if (seq != range.Size || leafHash.Length != MerkleHash.Size)
                throw new DunesException(Faults.EntryMissing, ErrorKind.Integrity, $"Entry {range.Size} is missing or has no leaf hash.");
            range.Append(leafHash);
        }
        return new StoredHead(range, signedSize);
    }
}

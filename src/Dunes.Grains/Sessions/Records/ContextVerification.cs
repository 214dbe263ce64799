using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Abstractions.Sessions;
using Dunes.Grains.Sessions.Heads;
using Dunes.Grains.Sessions.Recording;
using Dunes.Storage.Sessions;
using Dunes.Transparency;

namespace Dunes.Grains.Sessions.Records;

/// <summary>One verification under way: fed with the entries in order, it compares the tree with every signed head on the way.</summary>
internal sealed class ContextVerification(string contextId, HeadVerifier headVerifier)
{
    // A head is signed within about a second; ten is what a busy or restarting silo may take.
    private static readonly TimeSpan LongestUnsigned = TimeSpan.FromSeconds(10);

    private readonly List<VerificationFault> faults = [];
    private readonly Dictionary<int, long> keyVersions = [];
    private readonly CompactRange range = new();
    private Dictionary<long, SignedHead> headsBySize = [];
    private readonly HashSet<long> wrongSizes = [];
    private long found;
    private long nextSeq;
    private long newestSigned;
    private DateTimeOffset? oldestUnsigned;
    private long shredded;
    private string? shreddedBecause;

    /// <summary>The context.</summary>
    public string ContextId { get; } = contextId;

    /// <summary>There is no header.</summary>
    public bool HeaderMissing { get; set; }

    /// <summary>The newest head that is right in every way.</summary>
    public (SignedHead Head, HeadBatch Batch)? NewestValid { get; private set; }

    /// <summary>Notes a fault.</summary>
    public void Add(string code, long? seq, string detail)
    {
        if (faults.Count < ContextVerifier.MaxFaults)
            faults.Add(new(code, ContextId, seq, detail));
        else if (faults.Count == ContextVerifier.MaxFaults)
            faults.Add(new(Faults.More, ContextId, null, $"There are more than {ContextVerifier.MaxFaults} faults."));
    }

    /// <summary>The heads that the entries must yield.</summary>
    public void Expect(IReadOnlyList<(SignedHead Head, HeadBatch? Batch)> signed)
    {
        // A head may have been signed twice, when it was unknown whether the first time was stored.
        headsBySize = signed.GroupBy(s => s.Head.Size).ToDictionary(g => g.Key, g => g.First().Head);
        newestSigned = signed.Count == 0 ? 0 : signed.Max(s => s.Head.Size);
        foreach (var (head, _) in signed.Where(s => !s.Head.Root.AsSpan().SequenceEqual(headsBySize[s.Head.Size].Root)))
            Add(Faults.RootDiffers, null, $"Two signed heads of size {head.Size} have different roots.");
    }

    /// <summary>Takes the next stored entry.</summary>
    public async Task AddAsync(JournalEntry row, ContextSealer? sealer)
    {
        if (row.Seq != nextSeq)
        {
            var missing = row.Seq - nextSeq;
            if (missing > 0)
                Add(Faults.EntryMissing, nextSeq, missing == 1 ? $"Entry {nextSeq} is missing." : $"Entries {nextSeq} to {row.Seq - 1} are missing.");
            else
                Add(Faults.EntryMisplaced, row.Seq, $"Entry {row.Seq} stands where entry {nextSeq} belongs.");
        }
        nextSeq = row.Seq + 1;
        found++;
        keyVersions[row.KeyVersion] = keyVersions.GetValueOrDefault(row.KeyVersion) + 1;
        if (row.Seq >= newestSigned)
            oldestUnsigned ??= row.At;
        await OpenAsync(row, sealer);
        Append(row);
    }

    /// <summary>All entries were given: checks the heads and their signatures.</summary>
    public async Task FinishAsync(IReadOnlyList<(SignedHead Head, HeadBatch? Batch)> signed, DateTimeOffset now)
    {
        if (newestSigned > nextSeq)
            Add(Faults.EntryMissing, nextSeq, $"Entries {nextSeq} to {newestSigned - 1} were signed and are missing.");
        foreach (var (head, batch) in signed.OrderBy(s => s.Head.Size))
        {
            if (await headVerifier.CheckAsync(head, batch) is { } fault)
                Add(fault.Code, null, fault.Detail);
            else if (head.Size <= nextSeq && !wrongSizes.Contains(head.Size))
                NewestValid = (head, batch!);
        }
        if (oldestUnsigned is { } at && now - at > LongestUnsigned)
            Add(Faults.TailUnsigned, newestSigned, $"Entries from {newestSigned} on are not signed, and older than {LongestUnsigned.TotalSeconds} s.");
        if (HeaderMissing && (found > 0 || signed.Count > 0))
            Add(Faults.HeaderUnreadable, null, "The context's header is missing.");
    }

    /// <summary>The outcome. <paramref name="signingKey"/>, <paramref name="version"/>: what signed <see cref="NewestValid"/>, where they exist.</summary>
    public VerificationReport Report(KeyInfo? signingKey, KeyVersionInfo? version)
    {
        if (NewestValid is { } newest && signingKey is not null && newest.Batch.Algorithm != signingKey.Spec.Algorithm)
            Add(Faults.SignatureInvalid, null, $"Batch {newest.Batch.Id} names another algorithm than its key has.");
        return new VerificationReport(
            ContextId,
            found,
            range.Root(),
            NewestValid?.Head.Size ?? 0,
            NewestValid is null ? null : signingKey?.Spec.Algorithm,
            version?.PublicKey,
            NewestValid?.Batch.SignedAt,
            keyVersions,
            faults,
            shredded,
            shreddedBecause);
    }

    private async Task OpenAsync(JournalEntry row, ContextSealer? sealer)
    {
        // Without the header there is no key, and that is a fault already.
        if (sealer is null)
            return;
        try
        {
            await sealer.OpenAsync(row);
        }
        catch (DunesException e) when (e.Code == SessionError.ShreddedCode)
        {
            shredded++;
            shreddedBecause ??= e.Message;
        }
        catch (DunesException e) when (e.Kind == ErrorKind.Integrity)
        {
            Add(e.Code, row.Seq, e.Message);
        }
    }

    private void Append(JournalEntry row)
    {
        if (row.LeafHash.Length != MerkleHash.Size)
        {
            Add(Faults.LeafHashDiffers, row.Seq, $"The leaf hash of entry {row.Seq} is no hash.");
            range.Append(MerkleHash.Leaf(row.LeafHash));
        }
        else
        {
            range.Append(row.LeafHash);
        }
        // By the place that the row claims: after a gap every later head differs, and says so.
        if (headsBySize.TryGetValue(nextSeq, out var head) && !range.Root().AsSpan().SequenceEqual(head.Root))
        {
            wrongSizes.Add(head.Size);
            Add(Faults.RootDiffers, null, $"The entries do not yield the root that was signed for size {head.Size}.");
        }
    }
}

using Dunes.Grains.Sessions.Heads;
using Dunes.Storage.Sessions;
using Dunes.Transparency;

namespace Dunes.Grains.Sessions.Recording;

/// <summary>
/// Appends the entries of one context and extends its head. Runs on its grain's turns only. After a failed append nothing more can be
/// recorded: the grain must start over from what is stored.
/// </summary>
internal sealed class ContextRecorder(string contextId, ContextSealer sealer, ISessionJournal journal, HeadSigner signer, TimeProvider time, CompactRange durable)
{
    // Leaf hashes of entries that are on their way, in order. The journal commits the appends of a context in order.
    private readonly Queue<byte[]> pending = new();
    private long next = durable.Size;
    private Exception? failure;

    /// <summary>The durable entries. It belongs to the recorder: read it on the grain's turn, do not append to it.</summary>
    public CompactRange Durable => durable;

    /// <summary>
    /// The entry has its place in the record when this returns. It is durable when the task that this gives has ended, and only then may its answer be
    /// shown. That task throws what the journal threw.
    /// </summary>
    public async Task<Task> BeginAsync(string kind, byte[] request, byte[] response)
    {
        if (!sealer.HasLease)
            await sealer.RenewLeaseAsync();
        if (failure is not null)
            throw failure;

        // Sequence number, leaf hash and place in the journal's queue are taken in one synchronous stretch of a turn.
        var seq = next;
        var entry = sealer.Seal(new Entry(contextId, seq, time.GetUtcNow(), kind, request, response));
        next++;
        pending.Enqueue(entry.LeafHash);
        return AppendAsync(seq, entry);
    }

    private async Task AppendAsync(long seq, JournalEntry entry)
    {
        try
        {
            await journal.AppendAsync(entry);
        }
        catch (Exception e)
        {
            failure ??= e;
            throw;
        }
        Confirm(seq);
    }

    private void Confirm(long seq)
    {
        if (seq < durable.Size)
            return; // A later entry returned first, and durability of an entry means durability of all before it.
        while (durable.Size <= seq)
            durable.Append(pending.Dequeue());
        signer.Changed(contextId, durable);
    }
}

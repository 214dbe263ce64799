namespace Dunes.Grains.Keys.Reencryption;

/// <summary>What became of a batch of items.</summary>
/// <param name="Seen">How many items were looked at.</param>
/// <param name="Done">How many are done: sealed anew, or with nothing left in them to be read.</param>
/// <param name="Failures">Items that do not open; they are left as they are.</param>
/// <param name="Cursor">Where the next batch begins; null: this was the last one of the pass.</param>
internal sealed record ReencryptionBatch(int Seen, int Done, IReadOnlyList<ReencryptionFailure> Failures, string? Cursor)
{
    /// <summary>Items that somebody else has written meanwhile.</summary>
    public int Missed => Seen - Done - Failures.Count;
}

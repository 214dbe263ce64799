namespace Dunes.Storage.Sessions;

/// <summary>Signed heads and the batches that cover them. Nothing in it is ever changed or deleted.</summary>
public interface IHeadStore
{
    /// <summary>Stores a batch with its heads in one transaction.</summary>
    Task WriteAsync(HeadBatch batch, IReadOnlyList<SignedHead> heads, CancellationToken cancellationToken);

    /// <summary>The largest signed head of a context with its batch (null when the batch is missing), or null.</summary>
    Task<(SignedHead Head, HeadBatch? Batch)?> ReadLatestAsync(string contextId, CancellationToken cancellationToken);

    /// <summary>All signed heads of a context by size, with their batches.</summary>
    Task<IReadOnlyList<(SignedHead Head, HeadBatch? Batch)>> ReadAllAsync(string contextId, CancellationToken cancellationToken);

    /// <summary>Batches whose number of stored heads is not their size, with that number.</summary>
    Task<IReadOnlyList<(Guid BatchId, int Size, int Found)>> ReadIncompleteBatchesAsync(CancellationToken cancellationToken);
}

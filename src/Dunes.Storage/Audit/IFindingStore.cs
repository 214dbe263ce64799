namespace Dunes.Storage.Audit;

/// <summary>Open and closed findings; the open ones make the risk score.</summary>
public interface IFindingStore
{
    /// <summary>
    /// Makes <paramref name="findings"/> the open findings of <paramref name="scope"/> (a source and what it looked at, for instance
    /// <c>contexts.verify/abc</c>): new ones are added, known ones stay or open again, all others of the scope are closed. One transaction.
    /// </summary>
    Task ReplaceOpenAsync(string scope, IReadOnlyList<Finding> findings, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Number of open findings by severity.</summary>
    Task<IReadOnlyDictionary<int, long>> CountOpenAsync(CancellationToken cancellationToken);
}

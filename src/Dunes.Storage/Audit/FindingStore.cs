using Dapper;
using Dunes.Storage.Databases;

namespace Dunes.Storage.Audit;

/// <summary>Table <c>findings</c>.</summary>
internal sealed class FindingStore(IDatabase database) : IFindingStore
{
    // A fault that is found again keeps the time it was first found.
    private static readonly RowInsert Insert = new(
        "findings",
        ["fingerprint text", "scope text", "severity integer", "title text", "source text", "found_at bigint"],
        """
        ON CONFLICT (fingerprint) DO UPDATE
        SET scope = excluded.scope, severity = excluded.severity, title = excluded.title, source = excluded.source, closed_at = NULL
        """);

    public Task ReplaceOpenAsync(string scope, IReadOnlyList<Finding> findings, DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "UPDATE findings SET closed_at = @now WHERE scope = @scope AND closed_at IS NULL",
                new { scope, now = now.ToUnixTimeMilliseconds() },
                transaction,
                cancellationToken: cancellationToken));
            await Insert.ExecuteAsync(
                transaction,
                findings.DistinctBy(finding => finding.Fingerprint).OrderBy(finding => finding.Fingerprint, StringComparer.Ordinal).Select(finding => new object?[]
                {
                    finding.Fingerprint, scope, finding.Severity, finding.Title, finding.Source, finding.FoundAt.ToUnixTimeMilliseconds(),
                }),
                cancellationToken);
            return true;
        },
        cancellationToken);

    public async Task<IReadOnlyDictionary<int, long>> CountOpenAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            "SELECT severity, count(*) FROM findings WHERE closed_at IS NULL GROUP BY severity",
            null,
            reader => KeyValuePair.Create(reader.GetInt32(0), reader.GetInt64(1)),
            cancellationToken);
        return new Dictionary<int, long>(rows);
    }
}

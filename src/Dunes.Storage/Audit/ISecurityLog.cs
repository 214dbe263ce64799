namespace Dunes.Storage.Audit;

/// <summary>The table <c>security_logs</c>: rows are added and never changed.</summary>
public interface ISecurityLog
{
    /// <summary>Adds rows in one transaction; durable when this returns. A row whose id is there already is left alone.</summary>
    Task AppendAsync(IReadOnlyList<SecurityLogRow> rows, CancellationToken cancellationToken);

    /// <summary>The newest rows of a tenant (all tenants when null), of one type when given, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<SecurityLogRow>> ReadNewestAsync(string? tenant, string? eventType, int limit, CancellationToken cancellationToken);
}

namespace Dunes.Storage.Sessions;

/// <summary>Which contexts there are.</summary>
public interface IContextIndex
{
    /// <summary>Adds a context; adding it again changes nothing. Written before the header: a crash between the two leaves a context that was never opened.</summary>
    Task AddAsync(ContextRow row, CancellationToken cancellationToken);

    /// <summary>The row of a context, or null.</summary>
    Task<ContextRow?> FindAsync(string contextId, CancellationToken cancellationToken);

    /// <summary>A page, newest first; <paramref name="cursor"/> is opaque, null at the start and at the end.</summary>
    Task<(IReadOnlyList<ContextRow> Rows, string? Cursor)> ListAsync(string tenant, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>All tenants that have contexts.</summary>
    Task<IReadOnlyList<string>> ReadTenantsAsync(CancellationToken cancellationToken);
}

namespace Dunes.Abstractions.Sessions;

/// <summary>All contexts of a tenant. A stateless worker; its key is the tenant.</summary>
[Alias("dunes.IContextDirectoryGrain")]
public interface IContextDirectoryGrain : IGrainWithStringKey
{
    /// <summary>A page of at most <paramref name="limit"/> (1 to 100) contexts, newest first.</summary>
    [Alias("List")]
    Task<ContextPage> ListAsync(string? cursor, int limit);

    /// <summary>
    /// What no single context can show: entries or heads of contexts that are not listed, and signed batches of which a head is missing.
    /// Faults are recorded as findings; a clean run closes them.
    /// </summary>
    [Alias("VerifyAcross")]
    Task<VerificationReport> VerifyAcrossAsync(CancellationToken cancellationToken);
}

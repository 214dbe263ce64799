namespace Dunes.Abstractions.Sessions;

/// <summary>
/// Reads a context's record from storage, never from a session's memory: for auditors, and for telling whether it is sound.
/// A stateless worker; its key is the context id. Authorization is the gateway's.
/// </summary>
[Alias("dunes.IContextRecordGrain")]
public interface IContextRecordGrain : IGrainWithStringKey
{
    /// <summary>Header and head as stored.</summary>
    [Alias("Describe")]
    Task<ContextInfo> DescribeAsync();

    /// <summary>Entries in the clear, from <paramref name="from"/>, at most <paramref name="limit"/> (1 to 500). Stops with Integrity at the first that does not open.</summary>
    [Alias("Entries")]
    Task<IReadOnlyList<ContextEntry>> ReadEntriesAsync(long from, int limit);

    /// <summary>Re-derives every leaf and head, opens every entry, checks every signature. Never throws for a fault: it reports it.</summary>
    [Alias("Verify")]
    Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken);

    /// <summary>One entry with its blind, inclusion proof and signed head: a file that verifies offline (JSON, UTF-8).</summary>
    [Alias("Prove")]
    Task<byte[]> ProveAsync(long seq);

    /// <summary>Entries [from, to) as a signed <c>.maml.md</c> document, UTF-8; refused over 16 MiB.</summary>
    [Alias("Export")]
    Task<byte[]> ExportAsync(long from, long? to);
}

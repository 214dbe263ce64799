using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Sessions;
using Dunes.Grains.Sessions.Heads;
using Dunes.Grains.Sessions.Recording;
using Dunes.Storage.Sessions;
using Orleans.Concurrency;

namespace Dunes.Grains.Sessions.Records;

/// <summary>Reads a context's record from storage.</summary>
[StatelessWorker]
internal sealed class ContextRecordGrain(
    ContextHeaderStore headers,
    ISessionJournal journal,
    StoredHeadReader storedHeads,
    ContextVerifier verifier,
    FaultReporter reporter,
    ContextProver prover,
    ContextExporter exporter,
    TimeProvider time) : Grain, IContextRecordGrain
{
    private const int MaxEntries = 500;

    private string Id => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public async Task<ContextInfo> DescribeAsync()
    {
        var header = await ReadHeaderAsync();
        var head = await storedHeads.ReadAsync(Id, CancellationToken.None);
        return ContextDescription.Of(Id, header, head.Durable, head.SignedSize);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContextEntry>> ReadEntriesAsync(long from, int limit)
    {
        if (from < 0 || limit is < 1 or > MaxEntries)
            throw new DunesException("DUNES-CTX-032", ErrorKind.Invalid, $"'from' is 0 or more, 'limit' 1 to {MaxEntries}.");
        var header = await ReadHeaderAsync();
        using var sealer = ContextSealer.Of(GrainFactory, time, Id, header);
        var entries = new List<ContextEntry>();
        foreach (var row in await journal.ReadAsync(Id, from, limit, CancellationToken.None))
        {
            if (row.Seq != from + entries.Count)
                throw new DunesException(Faults.EntryMissing, ErrorKind.Integrity, $"Entry {from + entries.Count} is missing.");
            var (entry, _) = await sealer.OpenAsync(row);
            entries.Add(new ContextEntry(entry.Seq, entry.At, entry.Kind, entry.Request, entry.Response, row.KeyVersion, row.LeafHash));
        }
        return entries;
    }

    /// <inheritdoc/>
    public async Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken)
    {
        var report = await verifier.VerifyAsync(Id, cancellationToken);
        await reporter.ReportAsync(Id, report, cancellationToken);
        return report;
    }

    /// <inheritdoc/>
    public async Task<byte[]> ProveAsync(long seq) => await prover.ProveAsync(Id, await ReadHeaderAsync(), seq);

    /// <inheritdoc/>
    public async Task<byte[]> ExportAsync(long from, long? to) => await exporter.ExportAsync(Id, await ReadHeaderAsync(), from, to);

    private async Task<ContextHeader> ReadHeaderAsync()
    {
        var state = await headers.ReadAsync(Id);
        return state.RecordExists ? state.State! : throw SessionError.NotFound();
    }
}

using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Abstractions.Sessions;
using Dunes.Grains.Sessions.Heads;
using Dunes.Storage.Sessions;

namespace Dunes.Grains.Sessions.Records;

/// <summary>Verifies a context from storage alone: every entry, every leaf, every head, every signature, the header and the index.</summary>
internal sealed class ContextVerifier(
    IGrainFactory grains,
    ContextHeaderStore headers,
    IContextIndex index,
    ISessionJournal journal,
    IHeadStore heads,
    TimeProvider time)
{
    /// <summary>Most faults in one report.</summary>
    public const int MaxFaults = 1000;

    private const int PageSize = 500;

    /// <summary>Reports everything that is wrong. Throws only when storage or keys cannot be reached.</summary>
    public async Task<VerificationReport> VerifyAsync(string contextId, CancellationToken cancellationToken)
    {
        var verification = new ContextVerification(contextId, new HeadVerifier(grains));
        var header = await CheckHeaderAsync(verification, cancellationToken);
        // Heads before entries, and the clock before both: what is written meanwhile can then be newer than the heads, but is never taken for old.
        var asOf = time.GetUtcNow();
        var signed = await heads.ReadAllAsync(contextId, cancellationToken);
        using var sealer = header is null ? null : Recording.ContextSealer.Of(grains, time, contextId, header);
        verification.Expect(signed);
        for (long from = 0; ;)
        {
            var page = await journal.ReadAsync(contextId, from, PageSize, cancellationToken);
            foreach (var row in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await verification.AddAsync(row, sealer);
            }
            if (page.Count < PageSize)
                break;
            from = page[^1].Seq + 1;
        }
        await verification.FinishAsync(signed, asOf);
        var (key, version) = verification.NewestValid is { } newest ? await ReadSigningKeyAsync(newest.Batch.KeyVersion) : default;
        return verification.Report(key, version);
    }

    private async Task<ContextHeader?> CheckHeaderAsync(ContextVerification verification, CancellationToken cancellationToken)
    {
        var row = await index.FindAsync(verification.ContextId, cancellationToken);
        if (row is null)
            verification.Add(Faults.NotListed, null, "The context is not listed.");
        try
        {
            var state = await headers.ReadAsync(verification.ContextId);
            if (!state.RecordExists)
            {
                // A crash between index and header leaves a context that was never opened: sound, as long as nothing was recorded in it.
                verification.HeaderMissing = true;
                return null;
            }
            var header = state.State!;
            if (row is not null && (row.Tenant != header.Owner.Tenant || row.OpenedAt.ToUnixTimeMilliseconds() != header.OpenedAt.ToUnixTimeMilliseconds()))
                verification.Add(Faults.NotListed, null, "The context is listed with another tenant or another time than its header says.");
            return header;
        }
        catch (DunesException e) when (e.Kind == ErrorKind.Integrity)
        {
            verification.Add(e.Code, null, e.Message);
            return null;
        }
    }

    private async Task<(KeyInfo? Key, KeyVersionInfo? Version)> ReadSigningKeyAsync(int version)
    {
        try
        {
            var key = grains.GetGrain<IKeyGrain>(KeyName.ContextHeads.ToString());
            return (await key.DescribeAsync(caller: null), await key.DescribeVersionAsync(caller: null, version));
        }
        catch (DunesException e) when (e.Kind == ErrorKind.NotFound)
        {
            return default;
        }
    }
}

using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys.Use;
using Dunes.Grains.Sessions;
using Dunes.Grains.Sessions.Recording;
using Dunes.Storage.Sessions;

namespace Dunes.Grains.Keys.Reencryption;

/// <summary>The entries of a tenant's contexts. Only their seal changes: leaf hashes, and with them heads and proofs, stay what they are.</summary>
internal sealed class ContextReencryption(
    KeyName name, ISealedEntryStore store, ContextHeaderStore headers, KeyCache cache, IGrainFactory grains, TimeProvider time) : IReencryptionWork
{
    // A silo's copy of the key and a session's lease of its context key end five seconds after the rotation; the rest is for an append that is under way.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    public async Task<ReencryptionTarget> FindTargetAsync()
    {
        var version = (await grains.GetGrain<IKeyGrain>(name.ToString()).DescribeAsync(caller: null)).CurrentVersion;
        var since = await RequireAsync(version);
        return new(version, since, since + Settling);
    }

    public Task<long> CountAsync(int version) => store.CountAsync(name.Tenant, version, CancellationToken.None);

    public async Task<ReencryptionBatch> DoAsync(int version, string? cursor, int limit)
    {
        await RequireAsync(version);
        var after = cursor is null ? null : EntryPosition.Parse(cursor);
        var rows = await store.ScanAsync(name.Tenant, version, after, limit, CancellationToken.None);
        var (replaced, shredded, failures) = (new List<(JournalEntry Old, JournalEntry New)>(rows.Count), 0, new List<ReencryptionFailure>());
        foreach (var context in rows.GroupBy(row => row.ContextId))
        {
            ContextSealer sealer;
            try
            {
                sealer = await OpenContextAsync(context.Key);
            }
            catch (DunesException e) when (e.Kind == ErrorKind.Integrity)
            {
                failures.AddRange(context.Select(row => Failure(row, e)));
                continue;
            }

            using (sealer)
            {
                foreach (var row in context)
                {
                    try
                    {
                        replaced.Add((row, await sealer.ResealAsync(row)));
                    }
                    catch (DunesException e) when (e.Code == SessionError.ShreddedCode)
                    {
                        shredded++;
                    }
                    catch (DunesException e) when (e.Kind == ErrorKind.Integrity)
                    {
                        failures.Add(Failure(row, e));
                    }
                }
            }
        }

        if (replaced.Exists(entry => entry.New.KeyVersion < version))
            throw ReencryptionErrors.NotSealing(version);
        var done = replaced.Count == 0 ? 0 : await store.ReplaceAsync(replaced, CancellationToken.None);
        return new(rows.Count, done + shredded, failures, rows.Count < limit ? null : EntryPosition.Of(rows[^1]).ToString());
    }

    private static ReencryptionFailure Failure(JournalEntry row, DunesException e) => new($"Entry {row.Seq} of context {row.ContextId}", e.Code);

    private async Task<ContextSealer> OpenContextAsync(string contextId)
    {
        var state = await headers.ReadAsync(contextId);
        if (!state.RecordExists || state.State!.Owner.Tenant != name.Tenant)
            throw new DunesException(Faults.HeaderUnreadable, ErrorKind.Integrity, "The context's header is missing, or another tenant's.");
        return ContextSealer.Of(grains, time, contextId, state.State);
    }

    // From here on this silo knows the version: what is sealed next is sealed with it or a newer one.
    private async Task<DateTimeOffset> RequireAsync(int version)
    {
        using var use = await cache.UseAsync(name, version);
        VersionAccess.Require(name, use.Record, use.Record.CurrentVersion, protects: true);
        return use.Record.CurrentSince;
    }
}

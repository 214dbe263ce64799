using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys.Use;
using Dunes.Storage.Sessions;
using Dunes.Transparency;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.Sessions.Heads;

/// <summary>
/// Signs the heads of all contexts of this silo that changed, once a second, with one signature. What it holds is lost with the process;
/// <see cref="HeadRecovery"/> has such heads signed later, from the durable entries.
/// </summary>
internal sealed partial class HeadSigner(IGrainFactory grains, IHeadStore heads, SessionKeys keys, TimeProvider time, ILogger<HeadSigner> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>Time between batches.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim round = new(1);
    private readonly CancellationTokenSource stop = new();
    private Dictionary<string, (long Size, byte[] Frontier)> changed = [];
    private Task loop = Task.CompletedTask;

    /// <summary>A context's durable head has grown. MUST be called only after the entries are durable.</summary>
    public void Changed(string contextId, CompactRange durable)
    {
        var head = (durable.Size, durable.ToBytes());
        lock (gate)
        {
            if (!changed.TryGetValue(contextId, out var known) || known.Size < head.Size)
                changed[contextId] = head;
        }
    }

    /// <summary>Signs what has changed. On failure it is kept for the next round.</summary>
    public async Task SignChangedAsync(CancellationToken cancellationToken)
    {
        await round.WaitAsync(cancellationToken);
        try
        {
            Dictionary<string, (long Size, byte[] Frontier)> taken;
            lock (gate)
            {
                if (changed.Count == 0)
                    return;
                taken = changed;
                changed = [];
            }
            try
            {
                await SignAsync(taken, cancellationToken);
            }
            catch (DunesException e) when (e.Kind == ErrorKind.Conflict)
            {
                // Somebody has signed one of them: this silo in a round of unknown outcome, or another silo after a recovery.
                KeepForLater(await WithoutStoredAsync(taken, cancellationToken));
            }
            catch
            {
                KeepForLater(taken);
                throw;
            }
        }
        finally
        {
            round.Release();
        }
    }

    void ILifecycleParticipant<ISiloLifecycle>.Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(HeadSigner), ServiceLifecycleStage.Active, Start, FinishAsync);

    private Task Start(CancellationToken cancellationToken)
    {
        loop = RunAsync();
        return Task.CompletedTask;
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                try
                {
                    await SignChangedAsync(stop.Token);
                }
                catch (Exception e) when (!stop.IsCancellationRequested)
                {
                    LogFailed(e);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        await loop;
        try
        {
            await SignChangedAsync(cancellationToken);
        }
        catch (Exception e)
        {
            LogFailed(e);
        }
    }

    private async Task SignAsync(Dictionary<string, (long Size, byte[] Frontier)> taken, CancellationToken cancellationToken)
    {
        var contexts = taken.Keys.ToArray();
        var roots = Array.ConvertAll(contexts, id => CompactRange.FromBytes(taken[id].Size, taken[id].Frontier).Root());
        var leaves = new byte[contexts.Length][];
        for (var i = 0; i < leaves.Length; i++)
            leaves[i] = HeadFormat.Leaf(contexts[i], taken[contexts[i]].Size, roots[i]);
        var tree = new MerkleTree(leaves);

        // Stored with milliseconds, so it is signed with milliseconds.
        var signedAt = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var id = Guid.CreateVersion7(signedAt);
        var statement = HeadFormat.Statement(id, leaves.Length, tree.Root, signedAt);
        var signature = await SignStatementAsync(statement);
        var batch = new HeadBatch(id, leaves.Length, tree.Root, signedAt, signature.Version, signature.Algorithm, signature.Signature);
        var signed = new SignedHead[contexts.Length];
        for (var i = 0; i < signed.Length; i++)
        {
            var (size, frontier) = taken[contexts[i]];
            signed[i] = new SignedHead(contexts[i], size, roots[i], frontier, id, i, HeadFormat.Concatenate(tree.Inclusion(i)));
        }
        await heads.WriteAsync(batch, signed, cancellationToken);
    }

    private async Task<SignatureResult> SignStatementAsync(byte[] statement)
    {
        var operations = grains.GetGrain<IKeyOperationsGrain>(KeyName.ContextHeads.ToString());
        try
        {
            return await operations.SignAsync(statement, HeadFormat.SigningLabel);
        }
        catch (DunesException e) when (e.Kind == ErrorKind.NotFound)
        {
            await keys.EnsureSigningAsync(KeyName.ContextHeads);
            return await operations.SignAsync(statement, HeadFormat.SigningLabel);
        }
    }

    private async Task<Dictionary<string, (long Size, byte[] Frontier)>> WithoutStoredAsync(
        Dictionary<string, (long Size, byte[] Frontier)> taken, CancellationToken cancellationToken)
    {
        var unsigned = new Dictionary<string, (long Size, byte[] Frontier)>(taken);
        foreach (var (id, head) in taken)
        {
            try
            {
                if (await heads.ReadLatestAsync(id, cancellationToken) is { } latest && latest.Head.Size >= head.Size)
                    unsigned.Remove(id);
            }
            catch (Exception e)
            {
                LogFailed(e); // It is asked again after the next conflict.
            }
        }
        return unsigned;
    }

    private void KeepForLater(Dictionary<string, (long Size, byte[] Frontier)> taken)
    {
        lock (gate)
        {
            foreach (var (id, head) in taken)
            {
                if (!changed.TryGetValue(id, out var newer) || newer.Size < head.Size)
                    changed[id] = head;
            }
        }
    }
}

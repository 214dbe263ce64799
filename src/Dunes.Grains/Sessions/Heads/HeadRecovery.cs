using Dunes.Abstractions.Sessions;
using Dunes.Storage.Sessions;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Dunes.Grains.Sessions.Heads;

/// <summary>
/// Has the heads signed that a crash left unsigned: at the start of a silo and after the death of another. Each context is opened by its own
/// grain, which checks the entries before their head is signed.
/// </summary>
internal sealed partial class HeadRecovery(
    IGrainFactory grains,
    ISessionJournal journal,
    ISiloStatusOracle silos,
    ILogger<HeadRecovery> logger) : ILifecycleParticipant<ISiloLifecycle>, ISiloStatusListener
{
    private const int Parallelism = 16;

    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim wanted = new(0);
    private Task loop = Task.CompletedTask;

    void ILifecycleParticipant<ISiloLifecycle>.Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(HeadRecovery), ServiceLifecycleStage.Active, Start, FinishAsync);

    void ISiloStatusListener.SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status == SiloStatus.Dead)
            wanted.Release();
    }

    private Task Start(CancellationToken cancellationToken)
    {
        silos.SubscribeToSiloStatusEvents(this);
        wanted.Release();
        loop = RunAsync();
        return Task.CompletedTask;
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await wanted.WaitAsync(stop.Token);
                while (wanted.Wait(0))
                {
                    // Several deaths, one look.
                }
                await RecoverAsync();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private async Task RecoverAsync()
    {
        try
        {
            var contexts = await journal.ReadUnsignedContextsAsync(stop.Token);
            var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = stop.Token };
            await Parallel.ForEachAsync(contexts, options, async (id, _) =>
            {
                try
                {
                    await grains.GetGrain<ISessionGrain>(id).RecoverAsync();
                }
                catch (Exception e)
                {
                    LogContextFailed(e, id);
                }
            });
            if (contexts.Count > 0)
                LogRecovered(contexts.Count);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogFailed(e);
        }
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        silos.UnSubscribeFromSiloStatusEvents(this);
        await stop.CancelAsync();
        await loop;
    }
}

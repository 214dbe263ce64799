using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Cryptography.RootKeys;
using Dunes.Cryptography.Sealing;
using Microsoft.Extensions.Logging;

namespace Dunes.Grains.RootKeys;

/// <summary>
/// Opens the cluster root key before any grain can run, and wipes it after the last one has gone. Where no KEK provider opens it the silo starts all the
/// same, sealed: what needs keys fails with DUNES-ROOT-001 while this goes on trying, and it unseals by itself. Follows changes of the stored versions.
/// </summary>
internal sealed partial class RootKeyService(
    IRootKeyStore store, KekProviders providers, ISecurityEvents events, TimeProvider time, ILogger<RootKeyService> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>How long after it was made a version begins to seal: several polls, so that every silo has it.</summary>
    public static readonly TimeSpan ActivationDelay = TimeSpan.FromSeconds(30);

    // Storage providers and grain services start later, and stop earlier.
    private const int Stage = ServiceLifecycleStage.RuntimeServices;

    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(10);

    // A silo that could not poll for so long looks before it seals: meanwhile a version may have been added, and the one it knows destroyed.
    private static readonly TimeSpan LongestIgnorance = TimeSpan.FromSeconds(30);

    private readonly RootKeyLoader loader = new(store, providers.All, time);
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource unsealed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RootKeyRing? ring;
    private long refreshedAt;
    private string? toldReason;
    private Task following = Task.CompletedTask;

    /// <summary>The root key.</summary>
    /// <exception cref="DunesException">DUNES-ROOT-001 (Unavailable): the cluster is sealed, or the silo does not run.</exception>
    public RootKeyRing Ring => Volatile.Read(ref ring) ?? throw RootKeyErrors.Sealed();

    /// <summary>Whether <see cref="Ring"/> would throw.</summary>
    public bool IsSealed => Volatile.Read(ref ring) is null;

    /// <summary>The configured providers as they were when they were last called.</summary>
    public IReadOnlyList<KekProviderState> Providers => loader.Providers;

    /// <summary>The stored versions as they were when they were last read.</summary>
    public IReadOnlyList<RootKeyRecord> Records => loader.Records;

    /// <summary>Returns when the root key is open.</summary>
    public Task WaitUntilUnsealedAsync(CancellationToken cancellationToken) => unsealed.Task.WaitAsync(cancellationToken);

    /// <summary>The root key to seal with, with every version that may have to be used by now.</summary>
    /// <exception cref="DunesException">DUNES-ROOT-001 (Unavailable): the cluster is sealed, or a newer version does not open here.</exception>
    public async ValueTask<RootKeyRing> GetToSealAsync()
    {
        var current = Ring;
        if (time.GetElapsedTime(Interlocked.Read(ref refreshedAt)) > LongestIgnorance)
            await RefreshAsync(stopping.Token);
        return current;
    }

    /// <summary>The root key to open a message with, after a look for its version when that is not known.</summary>
    /// <exception cref="DunesException">DUNES-ROOT-001 (Unavailable): the cluster is sealed, or that version does not open here.</exception>
    public async ValueTask<RootKeyRing> GetToOpenAsync(ReadOnlyMemory<byte> message)
    {
        var current = Ring;
        if (SealedHeader.TryRead(message.Span, out var header) && header.KeyId == RootKeyRing.KeyId && !current.Has(header.Version))
            await RefreshAsync(stopping.Token);
        return current;
    }

    /// <summary>Takes over the stored versions now.</summary>
    /// <exception cref="DunesException">DUNES-ROOT-001 (Unavailable): the cluster is sealed, or a version does not open here.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await loader.RefreshAsync(Ring, cancellationToken);
            Interlocked.Exchange(ref refreshedAt, time.GetTimestamp());
        }
        catch (RootKeyException e)
        {
            throw RootKeyErrors.Of(e);
        }
        catch (Exception e) when (e is not (DunesException or OperationCanceledException))
        {
            LogRefreshFailed(logger, e);
            throw new DunesException("DUNES-STORE-105", ErrorKind.Unavailable, "The stored root key cannot be read now. Try again later.");
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Reads the stored versions and calls every provider.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await loader.ProbeAsync(cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Opens a version of the root key from a backup of whichever cluster, if a provider of this one can. The caller disposes it.</summary>
    /// <exception cref="DunesException">DUNES-ROOT-001 (Unavailable): none can; says why for each.</exception>
    public async Task<RootKeyRing> OpenForeignAsync(RootKeyRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return await loader.OpenForeignAsync(record, cancellationToken);
        }
        catch (RootKeyException e)
        {
            throw RootKeyErrors.Of(e);
        }
    }

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(RootKeyService), Stage, StartAsync, StopAsync);

    public void Dispose()
    {
        stopping.Dispose();
        turn.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryUnsealAsync(cancellationToken);
        following = FollowAsync();
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await following;
        Interlocked.Exchange(ref ring, null)?.Dispose();
    }

    // Never throws.
    private async Task FollowAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(IsSealed ? RetryPeriod : PollPeriod, time, stopping.Token);
                if (IsSealed)
                    await TryUnsealAsync(stopping.Token);
                else
                    await RefreshAsync(stopping.Token);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogRefreshFailed(logger, e);
            }
        }
    }

    private async Task TryUnsealAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MakeKekFileAsync(cancellationToken);
            var opened = await loader.LoadOrCreateAsync(cancellationToken);
            Interlocked.Exchange(ref refreshedAt, time.GetTimestamp());
            Volatile.Write(ref ring, opened);
            LogLoaded(logger, opened.CurrentVersion);
            foreach (var provider in loader.Providers)
                Tell(provider);
            if (toldReason is not null)
                Record(SecurityEventType.ClusterUnsealed, success: true, null, $"Version {opened.CurrentVersion} of the cluster root key is open");
            unsealed.TrySetResult();
        }
        catch (RootKeyException e)
        {
            if (toldReason is null)
                Record(SecurityEventType.ClusterSealed, success: false, e.Code, "No KEK provider opens the cluster root key");
            if (toldReason != e.Message)
                LogSealed(logger, e.Message);
            toldReason = e.Message;
        }
    }

    // Where something is sealed already a new KEK opens nothing: then a missing file has to be restored, and loading says so.
    private async Task MakeKekFileAsync(CancellationToken cancellationToken)
    {
        if (providers.KekFile is not { } file || File.Exists(file) || (await store.ReadAsync(cancellationToken)).Count > 0)
            return;
        try
        {
            if (FileKekProvider.CreateIfAbsent(file))
                LogKekCreated(logger, file);
        }
        catch (RootKeyException e)
        {
            LogKekNotCreated(logger, file, e.Message);
        }
    }

    private void Tell(KekProviderState provider)
    {
        if (provider.Failure is { } failure)
            LogNotWorking(logger, provider.Id, failure);
        else if (!provider.HasWrapped)
            LogNotWrapped(logger, provider.Id);
        else
            LogWorking(logger, provider.Id);
    }

    private void Record(SecurityEventType type, bool success, string? code, string detail) => events.Record(new SecurityEvent
    {
        Type = type,
        Time = time.GetUtcNow(),
        Success = success,
        StatusCode = code,
        StatusDetail = detail,
        ResourceType = RootKeyGrain.ResourceType,
    });
}

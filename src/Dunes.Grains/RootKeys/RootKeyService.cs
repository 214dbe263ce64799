using Dunes.Cryptography.RootKeys;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dunes.Grains.RootKeys;

/// <summary>
/// Opens the cluster root key before any grain can run, and wipes it after the last one has gone. When that fails the silo does not start:
/// the <see cref="RootKeyException"/> is what starting it throws.
/// </summary>
internal sealed partial class RootKeyService(IRootKeyStore store, IOptions<RootKeyOptions> options, TimeProvider time, ILogger<RootKeyService> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    // Storage providers and grain services start later, and stop earlier.
    private const int Stage = ServiceLifecycleStage.RuntimeServices;

    private RootKeyRing? ring;

    /// <summary>The root key.</summary>
    /// <exception cref="InvalidOperationException">The silo has not started, or has stopped.</exception>
    public RootKeyRing Ring => ring ?? throw new InvalidOperationException("The cluster root key is there only while the silo runs.");

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(RootKeyService), Stage, LoadAsync, StopAsync);

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var kekFile = options.Value.KekFile;

        // Where something is sealed already a new KEK opens nothing: then a missing file has to be restored, and loading says so.
        if ((await store.ReadAsync(cancellationToken)).Count == 0 && FileKekProvider.CreateIfAbsent(kekFile))
            LogKekCreated(logger, kekFile);
        ring = await RootKeyRing.LoadOrCreateAsync(store, [new FileKekProvider(kekFile)], time, cancellationToken);
        LogLoaded(logger, ring.CurrentVersion);
    }

    private Task StopAsync(CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref ring, null)?.Dispose();
        return Task.CompletedTask;
    }
}

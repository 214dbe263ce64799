using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.RootKeys;
using Dunes.Grains.RootKeys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dunes.Grains.Keys;

/// <summary>
/// Makes the cluster's own keys when a silo has become active, so that the first call finds them. Silos that start together agree by the conditional write.
/// Where the cluster is sealed that is done when it is no longer; the start does not wait for it.
/// </summary>
internal sealed partial class SystemKeys(
    IGrainFactory grains,
    RootKeyService rootKeys,
    IHostApplicationLifetime lifetime,
    IOptions<KeyOptions> options,
    TimeProvider time,
    ILogger<SystemKeys> logger) : IStartupTask
{
    private const int Attempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task Execute(CancellationToken cancellationToken)
    {
        try
        {
            _ = rootKeys.Ring;
            await EnsureAsync(cancellationToken);
        }
        catch (DunesException e) when (IsSealed(e))
        {
            _ = EnsureWhenUnsealedAsync(lifetime.ApplicationStopping);
        }
    }

    private static bool IsSealed(Exception e) => e is DunesException { Code: RootKeyException.NotOpenedCode };

    // Never throws. The grains may run on another silo that is still sealed when this one is not.
    private async Task EnsureWhenUnsealedAsync(CancellationToken stopping)
    {
        try
        {
            await rootKeys.WaitUntilUnsealedAsync(stopping);
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await EnsureAsync(stopping);
                    return;
                }
                catch (Exception e) when (!stopping.IsCancellationRequested)
                {
                    LogRetry(logger, e, KeyName.ContextHeads, attempt);
                    await Task.Delay(Pause, time, stopping);
                }
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var spec = new KeySpec { Algorithm = KeyAlgorithms.MlDsa65, Rotation = new(options.Value.SigningRotation) };
        foreach (var name in (KeyName[])[KeyName.ContextHeads, KeyName.Documents])
            await EnsureAsync(name, spec, cancellationToken);
    }

    private async Task EnsureAsync(KeyName name, KeySpec spec, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await grains.GetGrain<IKeyGrain>(name.ToString()).EnsureAsync(spec);
                return;
            }
            catch (Exception e) when (attempt < Attempts && !IsSealed(e) && e is not DunesException { Kind: ErrorKind.Integrity or ErrorKind.Invalid })
            {
                LogRetry(logger, e, name, attempt);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}

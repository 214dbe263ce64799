using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dunes.Grains.Keys;

/// <summary>Makes the cluster's own keys when a silo has become active, so that the first call finds them. Silos that start together agree by the conditional write.</summary>
internal sealed partial class SystemKeys(IGrainFactory grains, IOptions<KeyOptions> options, TimeProvider time, ILogger<SystemKeys> logger) : IStartupTask
{
    private const int Attempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task Execute(CancellationToken cancellationToken)
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
            catch (Exception e) when (attempt < Attempts && e is not DunesException { Kind: ErrorKind.Integrity or ErrorKind.Invalid })
            {
                LogRetry(logger, e, name, attempt);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }
}

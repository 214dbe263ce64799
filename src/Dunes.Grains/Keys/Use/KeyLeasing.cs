using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>Asks a key's grain for leases in the name of this silo.</summary>
internal sealed class KeyLeasing(IGrainFactory grains, ILocalSiloDetails silo)
{
    // One conflict for the version that the other activation makes, one for its note that the event is durable; as many again where something is destroyed too.
    private const int Attempts = 5;

    /// <summary>See <see cref="IKeyLeaseGrain.LeaseAsync"/>.</summary>
    public Task<KeyLease> LeaseAsync(KeyName name) => AskAsync(name, key => key.LeaseAsync(silo.SiloAddress));

    /// <summary>See <see cref="IKeyLeaseGrain.RotateForUseAsync"/>.</summary>
    public Task<KeyLease> RotateForUseAsync(KeyName name, int version) => AskAsync(name, key => key.RotateForUseAsync(silo.SiloAddress, version));

    private async Task<KeyLease> AskAsync(KeyName name, Func<IKeyLeaseGrain, Task<KeyLease>> ask)
    {
        var key = grains.GetGrain<IKeyLeaseGrain>(name.ToString());
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ask(key);
            }
            catch (DunesException e) when (e.Kind == ErrorKind.Conflict && attempt < Attempts)
            {
                // A second activation of the key lost the race to change it and has ended; the next one reads what the winner wrote.
            }
        }
    }
}

using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>Whether a call may begin: the caller's tenant and rights, the key's algorithm and state.</summary>
internal sealed class KeyAdmission(KeyCache cache, KeyUseEvents events)
{
    /// <summary>Lets a call in, or throws what <see cref="IKeyServiceGrain"/> says; every refusal is an event.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="name">The key.</param>
    /// <param name="operation">The right that is needed.</param>
    /// <param name="can">Whether keys of an algorithm can do it.</param>
    /// <param name="version">A version that the caller names for all of the call.</param>
    /// <param name="protects">Whether it is an operation that protects.</param>
    /// <returns>What the key was created with.</returns>
    public async ValueTask<KeySpec> AdmitAsync(Principal caller, KeyName name, KeyOperation operation, Func<string, bool> can, int? version, bool protects)
    {
        if (!KeyAccess.Sees(caller, name))
        {
            events.Denied(caller, name, operation, KeyErrors.NotFound(name).Code);
            throw KeyErrors.NotFound(name);
        }

        using var use = await cache.UseAsync(name, version ?? 0);
        var record = use.Record;
        if (!KeyAccess.IsAllowed(caller, name, record.Spec, operation))
        {
            var refusal = KeyErrors.Denied(name, operation);
            events.Denied(caller, name, operation, refusal.Code);
            throw refusal;
        }

        if (!can(record.Spec.Algorithm))
            throw KeyErrors.WrongUse(name, record.Spec.Algorithm);
        var reason = protects || version is not null
            ? VersionAccess.Refusal(name, record, version ?? record.CurrentVersion, protects)
            : VersionAccess.Refusal(name, record);
        return reason is null ? record.Spec : throw reason;
    }
}

using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.RootKeys;
using Dunes.Storage.RootKeys;
using Orleans.Concurrency;

namespace Dunes.Grains.RootKeys;

/// <summary>
/// Shows and changes the cluster root key. Holds no state: what counts is the store, whose changes are conditional. A change is audited, durably,
/// before it is made; one that fails then is followed by an event that says so.
/// </summary>
[StatelessWorker, Reentrant]
internal sealed class RootKeyGrain(
    RootKeyService service, KekProviders providers, IRootKeyStore store, IRootSealedStore sealedStore, ISecurityEvents events, TimeProvider time) : Grain, IRootKeyGrain
{
    /// <summary>Resource type in events.</summary>
    public const string ResourceType = "root-key";

    // Longer than a silo may go on sealing without having looked for new versions, and than clocks differ.
    public static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    private readonly RootKeyChanges changes = new(store, providers.All, time);

    public async Task<RootKeyStatus> GetStatusAsync(Principal? caller)
    {
        if (caller is null)
            return Status();
        await AuthorizeAsync(caller, "status", Roles.Operator, Roles.Auditor, Roles.Admin);
        await service.ProbeAsync(CancellationToken.None);
        return Status();
    }

    public async Task<RootKeyStatus> RotateAsync(Principal caller, int expectedVersion) =>
        await ChangeAsync(caller, "rotate", SecurityEventType.RootKeyRotated, $"Version {expectedVersion + 1L} is added", () =>
            changes.RotateAsync(expectedVersion, RootKeyService.ActivationDelay, CancellationToken.None));

    public async Task<RootKeyStatus> RewrapAsync(Principal caller) =>
        await ChangeAsync(caller, "rewrap", SecurityEventType.RootKeyRewrapped, "All versions are wrapped anew", () => changes.RewrapAsync(CancellationToken.None));

    public async Task<RootKeyStatus> AddProviderAsync(Principal caller, string provider) =>
        await ChangeAsync(caller, "add-provider", SecurityEventType.RootKeyRewrapped, $"Wraps of provider {Named(provider)} are added", () =>
            changes.AddProviderAsync(provider, CancellationToken.None));

    public async Task<RootKeyStatus> RemoveProviderAsync(Principal caller, string provider) =>
        await ChangeAsync(caller, "remove-provider", SecurityEventType.RootKeyRewrapped, $"Wraps of provider {Named(provider)} are removed", () =>
            changes.RemoveProviderAsync(provider, CancellationToken.None));

    public async Task<RootKeyStatus> DestroyAsync(Principal caller, int version)
    {
        await AuthorizeAsync(caller, "destroy", Roles.Operator, Roles.Admin);
        await service.RefreshAsync(CancellationToken.None);
        var current = service.Ring.CurrentVersion;
        if (service.Records.Any(record => record.Version == version)
            && (version >= current || service.Records.First(record => record.Version == current).ActiveFrom + Settled > time.GetUtcNow()))
        {
            throw RootKeyErrors.TooYoung(version);
        }

        if ((await sealedStore.CountAsync(CancellationToken.None)).TryGetValue(version, out var count))
            throw RootKeyErrors.InUse(version, count);
        return await ChangeAsync(caller, "destroy", SecurityEventType.RootKeyDestroyed, $"Version {version} is destroyed", () =>
            changes.DestroyAsync(version, CancellationToken.None));
    }

    private async Task<RootKeyStatus> ChangeAsync(Principal caller, string operation, SecurityEventType type, string detail, Func<Task> change)
    {
        await AuthorizeAsync(caller, operation, Roles.Operator, Roles.Admin);

        // Whoever cannot open the root key has no business changing what does.
        _ = service.Ring;
        await events.RecordDurablyAsync(Event(caller, operation, type, success: true, code: null, detail));
        try
        {
            await change();
        }
        catch (RootKeyException e)
        {
            events.Record(Event(caller, operation, type, success: false, e.Code, "The change that was announced was not made"));
            throw RootKeyErrors.Of(e);
        }

        await service.RefreshAsync(CancellationToken.None);
        await service.ProbeAsync(CancellationToken.None);
        return Status();
    }

    private RootKeyStatus Status() => new(
        service.IsSealed,
        service.IsSealed ? 0 : service.Ring.CurrentVersion,
        [.. service.Records.Select(record => new RootKeyVersionInfo(
            record.Version, record.CreatedAt, record.ActiveFrom, [.. record.Wraps.Select(wrap => $"{wrap.ProviderId}/{wrap.KekId}").Order(StringComparer.Ordinal)]))],
        [.. service.Providers.Select(provider => new KekProviderStatus(provider.Id, provider.Failure is null, provider.Failure))]);

    private async Task AuthorizeAsync(Principal caller, string operation, params string[] roles)
    {
        if (caller.Roles.Intersect(roles).Any())
            return;
        var refusal = RootKeyErrors.Forbidden();
        await events.RecordDurablyAsync(Event(caller, operation, SecurityEventType.AuthorizationDenied, success: false, refusal.Code, operation));
        throw refusal;
    }

    // What a caller wrote is no word for the log unless it is a provider's name.
    private string Named(string provider) => providers.All.FirstOrDefault(known => known.Id == provider)?.Id ?? "unknown";

    private SecurityEvent Event(Principal caller, string operation, SecurityEventType type, bool success, string? code, string detail) => new()
    {
        Type = type,
        Time = time.GetUtcNow(),
        Success = success,
        StatusCode = code,
        StatusDetail = detail,
        Actor = caller,
        ResourceType = ResourceType,
        Operation = operation,
    };
}

using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Microsoft.AspNetCore.Http;

namespace Dunes.Gateway.Api.Keys;

/// <summary>The grains of the caller's own keys. Another tenant's key cannot even be named.</summary>
internal sealed class TenantKeys(IClusterClient cluster)
{
    // What follows /v1/keys/system is a key of the cluster's.
    private const string ReservedName = "system";

    public static Principal CallerOf(HttpContext http) => http.Features.Get<Principal>()!;

    /// <summary>Life cycle of a key.</summary>
    public IKeyGrain Key(HttpContext http, string name) => cluster.GetGrain<IKeyGrain>(GrainKey(http, name));

    /// <summary>What is done with a key.</summary>
    public IKeyServiceGrain Service(HttpContext http, string name) => cluster.GetGrain<IKeyServiceGrain>(GrainKey(http, name));

    /// <summary>Re-encryption of what the cluster stores under a key.</summary>
    public IReencryptionGrain Reencryption(HttpContext http, string name) => cluster.GetGrain<IReencryptionGrain>(GrainKey(http, name));

    /// <summary>All keys of the caller's tenant.</summary>
    public IKeyDirectoryGrain Directory(HttpContext http) => cluster.GetGrain<IKeyDirectoryGrain>(CallerOf(http).Tenant);

    /// <summary>A key of the cluster's own.</summary>
    public IKeyGrain SystemKey(string name) => cluster.GetGrain<IKeyGrain>(new KeyName(KeyName.SystemTenant, WellFormed(name)).ToString());

    private static string GrainKey(HttpContext http, string name)
    {
        if (name == ReservedName)
            throw new DunesException("DUNES-KEY-060", ErrorKind.Invalid, "The name 'system' is reserved: /v1/keys/system/{name} are the cluster's own keys.");
        return new KeyName(CallerOf(http).Tenant, WellFormed(name)).ToString();
    }

    private static string WellFormed(string name) => KeyName.IsPart(name)
        ? name
        : throw new DunesException("DUNES-KEY-001", ErrorKind.Invalid, "A key's name is 1 to 64 of A-Z a-z 0-9 . _ -");
}

using Dunes.Abstractions.Identity;

namespace Dunes.Abstractions.Keys;

/// <summary>All keys of a tenant. A stateless worker; its key is the tenant.</summary>
[Alias("dunes.IKeyDirectoryGrain")]
public interface IKeyDirectoryGrain : IGrainWithStringKey
{
    /// <summary>A page of at most <paramref name="limit"/> (1 to 100) keys by name: those that the caller may describe.</summary>
    [Alias("List")]
    Task<KeyPage> ListAsync(Principal caller, string? cursor, int limit);
}

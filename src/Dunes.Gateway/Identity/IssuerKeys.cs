using System.Security.Cryptography;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Orleans.Runtime;

namespace Dunes.Gateway.Identity;

/// <summary>This process's copy of the issuer's keys: signs tokens and verifies them.</summary>
internal sealed partial class IssuerKeys(IClusterClient cluster, TimeProvider time, ILogger<IssuerKeys> log) : IDisposable
{
    private const int Attempts = 30;

    private IReadOnlyList<ECDsaSecurityKey> keys = [];

    /// <summary>Loads the keys, waiting up to half a minute for the cluster.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; keys.Count == 0; attempt++)
        {
            try
            {
                var loaded = await cluster.GetGrain<IIssuerGrain>(0).GetKeysAsync();
                keys = [.. loaded.Select(Import)];
            }
            catch (Exception e) when (attempt < Attempts && e is DunesException or OrleansException or TimeoutException)
            {
                NotLoaded(attempt, e);
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            }
        }
    }

    /// <summary>All keys, newest last.</summary>
    public IReadOnlyList<ECDsaSecurityKey> All => keys;

    /// <summary>The key that a token's header names; none for an unknown one.</summary>
    public IEnumerable<SecurityKey> Resolve(string? keyId)
    {
        foreach (var key in keys)
        {
            if (key.KeyId == keyId)
                return [key];
        }
        return [];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var key in keys)
            key.ECDsa.Dispose();
    }

    private static ECDsaSecurityKey Import(IssuerKey key)
    {
        var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(key.PrivateKey, out _);
        // The grain's answer may be its own state (immutable, shared within a process): it is not ours to wipe.
        return new ECDsaSecurityKey(ecdsa) { KeyId = key.Id };
    }
}

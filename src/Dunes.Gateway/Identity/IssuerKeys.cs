using System.Security.Cryptography;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Gateway.Health;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using Orleans.Runtime;

namespace Dunes.Gateway.Identity;

/// <summary>This process's copy of the issuer's keys: signs tokens and verifies them.</summary>
internal sealed partial class IssuerKeys(IClusterClient cluster, TimeProvider time, ILogger<IssuerKeys> log) : IDisposable
{
    private const int Attempts = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private volatile IReadOnlyList<ECDsaSecurityKey> keys = [];

    /// <summary>
    /// Loads the keys, waiting up to half a minute for the cluster. Where the cluster is sealed there are none to be had: this returns, and goes on trying
    /// until <paramref name="stopping"/>; meanwhile <see cref="RequireLoaded"/> throws.
    /// </summary>
    public async Task LoadAsync(CancellationToken cancellationToken, CancellationToken stopping)
    {
        for (var attempt = 1; keys.Count == 0; attempt++)
        {
            try
            {
                keys = await ReadAsync();
            }
            catch (DunesException e) when (e.Code == ClusterHealth.SealedCode)
            {
                ClusterIsSealed();
                _ = LoadWhenUnsealedAsync(stopping);
                return;
            }
            catch (Exception e) when (attempt < Attempts && e is DunesException or OrleansException or TimeoutException)
            {
                NotLoaded(attempt, e);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Throws <see cref="DunesException"/> DUNES-ROOT-001 (Unavailable) while there are no keys because the cluster is sealed.</summary>
    public void RequireLoaded()
    {
        if (keys.Count == 0)
            throw new DunesException(ClusterHealth.SealedCode, ErrorKind.Unavailable, "The cluster is sealed: no KEK provider opens its root key. It unseals by itself when one does.");
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

    // Never throws.
    private async Task LoadWhenUnsealedAsync(CancellationToken stopping)
    {
        while (keys.Count == 0 && !stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause, time, stopping);
                keys = await ReadAsync();
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (DunesException e) when (e.Code == ClusterHealth.SealedCode)
            {
                // Still so; it has been said.
            }
            catch (Exception e)
            {
                NotLoaded(0, e);
            }
        }
    }

    private async Task<IReadOnlyList<ECDsaSecurityKey>> ReadAsync() => [.. (await cluster.GetGrain<IIssuerGrain>(0).GetKeysAsync()).Select(Import)];

    private static ECDsaSecurityKey Import(IssuerKey key)
    {
        var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(key.PrivateKey, out _);
        // The grain's answer may be its own state (immutable, shared within a process): it is not ours to wipe.
        return new ECDsaSecurityKey(ecdsa) { KeyId = key.Id };
    }
}

using System.Security.Cryptography;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;

namespace Dunes.Gateway.Tests.Hosting;

/// <summary>An issuer whose keys are sealed while <see cref="ScriptedRootKeyGrain.Sealed"/>.</summary>
public sealed class ScriptedIssuerGrain : Grain, IIssuerGrain
{
    private static readonly IssuerKey Key = new("scripted", DateTimeOffset.UnixEpoch, NewKey());

    public Task<IReadOnlyList<IssuerKey>> GetKeysAsync() => ScriptedRootKeyGrain.Sealed
        ? throw new DunesException("DUNES-ROOT-001", ErrorKind.Unavailable, "Sealed.")
        : Task.FromResult<IReadOnlyList<IssuerKey>>([Key]);

    private static byte[] NewKey()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return ecdsa.ExportPkcs8PrivateKey();
    }
}

using System.Globalization;
using Dunes.Abstractions.Keys;
using Dunes.Maml;

namespace Dunes.Gateway.Api.Maml;

/// <summary>What the state of a key means for a document that it has signed.</summary>
internal static class SignerStatus
{
    // Processes' clocks differ: a document may seem to be signed a little before the version that signed it was made.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    /// <summary>Judges a document whose signature verifies under the public key in it.</summary>
    /// <param name="key">The key that it names.</param>
    /// <param name="version">The version that has the document's public key, or the destroyed version that it names; null when there is none.</param>
    /// <param name="signer">What the document says.</param>
    /// <param name="agrees">Whether the signature is one that the key service makes.</param>
    public static MamlVerifyAnswer Judge(KeyInfo key, KeyVersionInfo? version, MamlSigner signer, bool agrees)
    {
        var name = $"{key.Tenant}/{key.Name}";
        var (code, reason) = FindFault(key, version, signer, agrees, name);
        return new()
        {
            Code = code,
            Reason = reason,
            KeyName = name,
            KeyVersion = version?.Version,
            SignedAt = signer.SignedAt,
            Notes = code.Length == 0 && DisabledAt(key, version!) is { } at ? [$"The key or its version has been disabled since {Show(at)}, after the document was signed."] : [],
        };
    }

    private static (string Code, string Reason) FindFault(KeyInfo key, KeyVersionInfo? version, MamlSigner signer, bool agrees, string name)
    {
        if (key.State == KeyState.Destroyed || version is { State: KeyState.Destroyed } or { PublicKey: null } || signer.KeyVersion < key.MinAvailableVersion)
            return ("DUNES-MAML-108", $"The key {name}, or the version that the document names, is destroyed: the cluster cannot tell whether it signed the document.");
        if (version is null)
            return ("DUNES-MAML-024", $"Another key signed the document: no version of {name} has its public key.");
        if (key.Tenant != KeyName.SystemTenant && key.Spec.Purpose != MamlSignature.KeyPurpose)
            return ("DUNES-MAML-109", $"The key {name} is not one for documents: its purpose is not '{MamlSignature.KeyPurpose}'.");
        if (!agrees)
            return ("DUNES-MAML-104", "The signature is not one that the key service makes for documents.");
        if (signer.SignedAt is not { } signedAt)
            return ("DUNES-MAML-110", "signed_at is missing or is no time, so it cannot be told whether the key could be used then.");
        if (signedAt < version.CreatedAt - ClockTolerance)
            return ("DUNES-MAML-107", $"The document says that it was signed at {Show(signedAt)}; version {version.Version} of {name} was made at {Show(version.CreatedAt)}.");
        if (DisabledAt(key, version) is { } disabledAt && signedAt >= disabledAt)
            return ("DUNES-MAML-106", $"The document says that it was signed at {Show(signedAt)}; the key {name} or its version {version.Version} was disabled before, or it is not known when.");
        if (version.Version < key.MinDecryptionVersion)
            return ("DUNES-MAML-112", $"Version {version.Version} of {name} no longer verifies: the key's minDecryptionVersion is {key.MinDecryptionVersion}.");
        return ("", $"Signed by version {version.Version} of {name} at {Show(signedAt)}.");
    }

    /// <summary>Since when key or version cannot be used; the beginning of time when that is not known.</summary>
    private static DateTimeOffset? DisabledAt(KeyInfo key, KeyVersionInfo version)
    {
        DateTimeOffset? ofKey = key.State == KeyState.Enabled ? null : key.DisabledAt ?? DateTimeOffset.MinValue;
        DateTimeOffset? ofVersion = version.State == KeyState.Enabled ? null : version.DisabledAt ?? DateTimeOffset.MinValue;
        return ofKey is null || ofVersion < ofKey ? ofVersion : ofKey;
    }

    private static string Show(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}

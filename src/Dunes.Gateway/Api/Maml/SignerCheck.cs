using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Maml;

namespace Dunes.Gateway.Api.Maml;

/// <summary>Judges the signer of a document whose signature verifies under the key in it: whose key is that, and could it be used when it signed?</summary>
internal sealed class SignerCheck(IClusterClient cluster)
{
    private const int PageSize = 1000;

    /// <summary>Throws Forbidden (an event) when the caller may not verify with the key.</summary>
    public async Task<MamlVerifyAnswer> CheckAsync(Principal caller, MamlDocument document)
    {
        var signer = MamlSigner.Of(document);
        if (!TryName(signer.KeyId, caller, out var name))
            return Unknown(signer);
        var key = cluster.GetGrain<IKeyGrain>(name.ToString());
        KeyInfo info;
        try
        {
            info = await key.DescribeAsync(IsSystem(name) ? caller : null);
        }
        catch (DunesException e) when (e.Kind == ErrorKind.NotFound)
        {
            return Unknown(signer);
        }

        var version = await FindVersionAsync(key, info, signer);
        var agrees = IsSystem(name) || await AskKeyServiceAsync(caller, document, name, version);
        return SignerStatus.Judge(info, version, signer, agrees);
    }

    /// <summary>The caller's own keys, and the cluster's for documents. Of other tenants' keys there is nothing to be known.</summary>
    private static bool TryName(string? keyId, Principal caller, out KeyName name)
    {
        name = default;
        try
        {
            name = KeyName.Parse(keyId ?? "");
        }
        catch (DunesException)
        {
            return false;
        }

        return name == KeyName.Documents || name.Tenant == caller.Tenant;
    }

    private static bool IsSystem(KeyName name) => name.Tenant == KeyName.SystemTenant;

    /// <summary>The version with the document's public key; a destroyed one when the document names it; else null.</summary>
    private static async Task<KeyVersionInfo?> FindVersionAsync(IKeyGrain key, KeyInfo info, MamlSigner signer)
    {
        if (signer.KeyVersion is { } number)
        {
            try
            {
                var named = await key.DescribeVersionAsync(null, number);
                return named.PublicKey is null || Has(named, signer) ? named : null;
            }
            catch (DunesException e) when (e.Kind is ErrorKind.NotFound or ErrorKind.Gone)
            {
                return null;
            }
        }

        if (info.Versions.LastOrDefault(version => Has(version, signer)) is { } recent)
            return recent;
        var oldestKnown = info.Versions.Count == 0 ? info.CurrentVersion + 1 : info.Versions[0].Version;
        for (var from = info.MinAvailableVersion; from < oldestKnown;)
        {
            var page = await key.ListVersionsAsync(null, from, PageSize);
            if (page.FirstOrDefault(version => Has(version, signer)) is { } older)
                return older;
            if (page.Count == 0)
                break;
            from = page[^1].Version + 1;
        }

        return null;
    }

    private static bool Has(KeyVersionInfo version, MamlSigner signer) => version.PublicKey is { } key && key.AsSpan().SequenceEqual(signer.PublicKey);

    /// <summary>
    /// Verifies as the caller, so that rights on the key are decided, and refusals recorded, where they always are. False when the key service would not
    /// have made this signature. A key or version that cannot be used now still has signed in its time: its state says the rest.
    /// </summary>
    private async Task<bool> AskKeyServiceAsync(Principal caller, MamlDocument document, KeyName name, KeyVersionInfo? version)
    {
        var signature = Convert.FromBase64String((string)document.FrontMatter["signature"]!);
        var item = new VerifyItem(MamlSignature.SignedBytes(document), IsMu: false, MamlSignature.CallerContext.ToArray(), signature, version?.Version);
        try
        {
            var result = (await cluster.GetGrain<IKeyServiceGrain>(name.ToString()).VerifyAsync(caller, [item]))[0];
            return result.Valid || result.Error is not null;
        }
        catch (DunesException e) when (e.Kind is ErrorKind.Conflict or ErrorKind.Gone or ErrorKind.Invalid or ErrorKind.NotFound)
        {
            return true;
        }
    }

    private static MamlVerifyAnswer Unknown(MamlSigner signer) => new()
    {
        Code = "DUNES-MAML-105",
        Reason = "The document is as it was signed, but key_id names no key of this tenant or of the cluster.",
        SignedAt = signer.SignedAt,
    };
}

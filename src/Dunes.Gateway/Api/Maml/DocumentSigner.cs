using System.Text;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Maml;

namespace Dunes.Gateway.Api.Maml;

/// <summary>Signs documents with keys of the caller's tenant.</summary>
internal sealed class DocumentSigner(IClusterClient cluster, TimeProvider time)
{
    /// <summary>
    /// Signs with the current version of a key. Throws <see cref="DunesException"/>: what the key service says (no such key, no right to sign), the code of
    /// the document's fault, or <c>DUNES-MAML-109</c> when the key is for something else.
    /// </summary>
    public async Task<MamlSignAnswer> SignAsync(Principal caller, string text, string key)
    {
        var document = Parse(text);
        if (!KeyName.IsPart(key))
            throw new DunesException("DUNES-KEY-001", ErrorKind.Invalid, "A key's name is 1 to 64 of A-Z a-z 0-9 . _ -");
        var name = new KeyName(caller.Tenant, key).ToString();
        var info = await DescribeAsync(caller, name);

        var version = info.CurrentVersion;
        var current = info.Versions[^1];
        // A document is never older than the version that signs it, whatever the clocks say.
        var signedAt = time.GetUtcNow() is var now && now > current.CreatedAt ? now : current.CreatedAt;
        var prepared = MamlSignature.PrepareForSigning(document, info.Spec.Algorithm, current.PublicKey!, name, signedAt, version);
        var item = new SignItem(MamlSignature.SignedBytes(prepared), IsMu: false, MamlSignature.CallerContext.ToArray(), Deterministic: false);
        var result = (await cluster.GetGrain<IKeyServiceGrain>(name).SignAsync(caller, [item], version))[0];
        if (result.Error is { } error)
            throw new DunesException(error.Code, error.Kind, error.Message);
        var signed = MamlSignature.Attach(document, info.Spec.Algorithm, current.PublicKey!, name, signedAt, result.Bytes!, version);
        return new MamlSignAnswer { Document = Encoding.UTF8.GetString(signed.ToBytes()), KeyName = name, KeyVersion = version };
    }

    /// <summary>The key, if documents can be signed with it. A caller who may not know the key is refused by the key and learns nothing of it.</summary>
    private async Task<KeyInfo> DescribeAsync(Principal caller, string name)
    {
        var key = cluster.GetGrain<IKeyGrain>(name);
        var info = await key.DescribeAsync(null);
        if (info.Spec.Purpose == MamlSignature.KeyPurpose && KeyAlgorithms.Signs(info.Spec.Algorithm) && info.State != KeyState.Destroyed)
            return info;
        info = await key.DescribeAsync(caller);
        throw info.State == KeyState.Destroyed
            ? new DunesException("DUNES-MAML-108", ErrorKind.Gone, $"The key {name} is destroyed.")
            : new DunesException("DUNES-MAML-109", ErrorKind.Invalid, $"Documents are signed with a signing key of the purpose '{MamlSignature.KeyPurpose}'; {name} is not one.");
    }

    private static MamlDocument Parse(string text)
    {
        try
        {
            return DocumentText.Parse(text);
        }
        catch (MamlException e)
        {
            throw new DunesException(e.Code, ErrorKind.Invalid, e.Line == 0 ? e.Message : $"Line {e.Line}: {e.Message}");
        }
    }
}

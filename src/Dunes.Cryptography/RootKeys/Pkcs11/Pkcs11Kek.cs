using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Dunes.Cryptography.RootKeys.Pkcs11;

/// <summary>Finds the KEK on a token and refuses every key that would not protect what it wraps.</summary>
internal static class Pkcs11Kek
{
    private const ulong KekSize = 32;

    /// <summary>The one object with the label, and its public id.</summary>
    /// <exception cref="RootKeyException">DUNES-ROOT-036: none or several; -037: not a KEK.</exception>
    public static (IObjectHandle Kek, string Id) Find(ISession session, string label)
    {
        var attributes = session.Factories.ObjectAttributeFactory;
        var found = session.FindAllObjects([attributes.Create(CKA.CKA_TOKEN, true), attributes.Create(CKA.CKA_LABEL, label)]);
        if (found is not [var kek])
        {
            throw new RootKeyException(
                Pkcs11KekErrors.KeyMissingCode,
                found.Count == 0 ? $"The token has no key with the label '{label}'." : $"{found.Count} objects of the token have the label '{label}'; give the KEK one of its own.");
        }

        if (Flaw(session, kek) is { } flaw)
            throw new RootKeyException(Pkcs11KekErrors.KeyRefusedCode, $"The key '{label}' cannot be the KEK: {flaw}.");
        return (kek, Id(session, kek, label));
    }

    private static string? Flaw(ISession session, IObjectHandle key)
    {
        if (Number(session, key, CKA.CKA_CLASS) != (ulong)CKO.CKO_SECRET_KEY || Number(session, key, CKA.CKA_KEY_TYPE) != (ulong)CKK.CKK_AES)
            return "it is not an AES key";
        if (Number(session, key, CKA.CKA_VALUE_LEN) != KekSize)
            return "it does not have 256 bits";
        if (!Flag(session, key, CKA.CKA_SENSITIVE) || Flag(session, key, CKA.CKA_EXTRACTABLE))
            return "it could be read out of the token (it has to be sensitive and not extractable)";
        return Flag(session, key, CKA.CKA_ENCRYPT) && Flag(session, key, CKA.CKA_DECRYPT) ? null : "it may not both encrypt and decrypt";
    }

    private static string Id(ISession session, IObjectHandle key, string label) =>
        Read(session, key, CKA.CKA_ID) is { CannotBeRead: false } id && id.GetValueAsByteArray() is { Length: > 0 } bytes
            ? Convert.ToHexStringLower(bytes)
            : $"label:{label}";

    private static ulong? Number(ISession session, IObjectHandle key, CKA type) => Read(session, key, type) is { CannotBeRead: false } value ? value.GetValueAsUlong() : null;

    private static bool Flag(ISession session, IObjectHandle key, CKA type) => Read(session, key, type) is { CannotBeRead: false } value && value.GetValueAsBool();

    private static IObjectAttribute Read(ISession session, IObjectHandle key, CKA type) => session.GetAttributeValue(key, new List<CKA> { type })[0];
}

namespace Dunes.Cryptography.RootKeys.Pkcs11;

/// <summary>Codes of <see cref="RootKeyException"/> that only <see cref="Pkcs11KekProvider"/> gives.</summary>
public static class Pkcs11KekErrors
{
    /// <summary>The PKCS#11 library cannot be loaded or initialised.</summary>
    public const string LibraryCode = "DUNES-ROOT-033";

    /// <summary>No token, or more than one, has the label.</summary>
    public const string TokenCode = "DUNES-ROOT-034";

    /// <summary>There is no PIN, or the token refused it. A refused PIN is not tried again until its source changes: tokens lock.</summary>
    public const string PinCode = "DUNES-ROOT-035";

    /// <summary>No key, or more than one, has the label.</summary>
    public const string KeyMissingCode = "DUNES-ROOT-036";

    /// <summary>The key is not an AES-256 key for encryption and decryption that can never leave the token.</summary>
    public const string KeyRefusedCode = "DUNES-ROOT-037";

    /// <summary>The token failed, or did not answer in time.</summary>
    public const string FailedCode = "DUNES-ROOT-038";
}

namespace Dunes.Grains.RootKeys;

/// <summary>Provider <c>pkcs11</c>: an AES-256 key that never leaves a hardware security module. Used when any of these is set; then all but one of the two PIN settings are needed.</summary>
public sealed class Pkcs11KekSettings
{
    /// <summary>Absolute path of the module's PKCS#11 library.</summary>
    public string? Library { get; set; }

    /// <summary>Label of the token.</summary>
    public string? TokenLabel { get; set; }

    /// <summary>Label of the key.</summary>
    public string? KeyLabel { get; set; }

    /// <summary>File that only its owner may read and that holds the user PIN.</summary>
    public string? PinFile { get; set; }

    /// <summary>Name of the environment variable that holds the user PIN.</summary>
    public string? PinVariable { get; set; }

    internal bool IsSet => new[] { Library, TokenLabel, KeyLabel, PinFile, PinVariable }.Any(value => !string.IsNullOrEmpty(value));

    internal IEnumerable<(string Setting, string Problem)> Errors()
    {
        if (!Path.IsPathFullyQualified(Library ?? ""))
            yield return (nameof(Library), "is not the absolute path of a PKCS#11 library");
        if (string.IsNullOrEmpty(TokenLabel))
            yield return (nameof(TokenLabel), "is missing");
        if (string.IsNullOrEmpty(KeyLabel))
            yield return (nameof(KeyLabel), "is missing");
        if (string.IsNullOrEmpty(PinFile) == string.IsNullOrEmpty(PinVariable))
            yield return (nameof(PinFile), $"or {nameof(PinVariable)} is needed, and not both");
    }
}

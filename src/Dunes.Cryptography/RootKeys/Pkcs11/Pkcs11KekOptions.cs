namespace Dunes.Cryptography.RootKeys.Pkcs11;

/// <summary>Where the KEK of a PKCS#11 token is. Exactly one of <see cref="PinFile"/> and <see cref="PinVariable"/> is set.</summary>
public sealed record Pkcs11KekOptions
{
    /// <summary>Absolute path of the token's PKCS#11 library.</summary>
    public required string Library { get; init; }

    /// <summary>Label of the token (CK_TOKEN_INFO.label, without the padding); one token has it.</summary>
    public required string TokenLabel { get; init; }

    /// <summary>Label of the key (CKA_LABEL); one object of the token has it.</summary>
    public required string KeyLabel { get; init; }

    /// <summary>A file that only its owner may read and that holds the user PIN, up to 255 bytes; line ends after it are ignored.</summary>
    public string? PinFile { get; init; }

    /// <summary>Name of the environment variable that holds the user PIN.</summary>
    public string? PinVariable { get; init; }

    /// <summary>How long one call waits for the token, with everything: loading, logging in, trying again. 30 s by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

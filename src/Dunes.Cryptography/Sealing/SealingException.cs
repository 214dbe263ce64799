using System.Security.Cryptography;

namespace Dunes.Cryptography.Sealing;

/// <summary>Sealing or opening failed. <see cref="Code"/> says why; the message starts with it and holds no secret.</summary>
public sealed class SealingException : CryptographicException
{
    /// <summary>Not a DC2K message: magic, suite, flags, version or size are none that this format has.</summary>
    public const string NotAMessageCode = "DUNES-SEAL-001";

    /// <summary>
    /// Key, version or associated data do not belong to the message, or it was altered. One code for all of these,
    /// so that an error tells an attacker nothing about how far a forgery came.
    /// </summary>
    public const string MismatchCode = "DUNES-SEAL-002";

    /// <summary>The message is longer than the format allows.</summary>
    public const string TooLargeCode = "DUNES-SEAL-003";

    private SealingException(string code, string message)
        : base($"{code}: {message}") => Code = code;

    /// <summary>One of the codes above.</summary>
    public string Code { get; }

    internal static SealingException NotAMessage() =>
        new(NotAMessageCode, "This is not a DC2K message, or its suite, flags, version or size are unknown to this version of the software.");

    internal static SealingException Mismatch() =>
        new(MismatchCode, "The message was altered, or the key, its version or the associated data are not those it was sealed with.");

    internal static SealingException TooLarge() =>
        new(TooLargeCode, "The message is larger than 1 GiB (2^30 bytes), the most that one message can hold. Split it, or give it a data key of its own.");
}

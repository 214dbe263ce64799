namespace Dunes.Cryptography.RootKeys;

/// <summary>The cluster root key or a KEK cannot be used. The message starts with the code and holds no secret.</summary>
/// <param name="code">One of the codes below.</param>
/// <param name="message">What is wrong and what to do about it.</param>
public sealed class RootKeyException(string code, string message) : Exception($"{code}: {message}")
{
    /// <summary>No configured provider opens a version of the root key.</summary>
    public const string NotOpenedCode = "DUNES-ROOT-001";

    /// <summary>The KEK file does not exist.</summary>
    public const string FileMissingCode = "DUNES-ROOT-002";

    /// <summary>The KEK file can be read or written by others than its owner.</summary>
    public const string FileModeCode = "DUNES-ROOT-003";

    /// <summary>The KEK file does not hold a KEK.</summary>
    public const string FileMalformedCode = "DUNES-ROOT-004";

    /// <summary>The KEK file cannot be read or created.</summary>
    public const string FileAccessCode = "DUNES-ROOT-005";

    /// <summary>A wrapped key belongs to another KEK, to another purpose, or was altered.</summary>
    public const string WrapMismatchCode = "DUNES-ROOT-006";

    /// <summary>A new root key could not be made: no provider that works, or a store that did not keep it.</summary>
    public const string NotCreatedCode = "DUNES-ROOT-007";

    /// <summary>The stored root key is not what was expected: somebody else has changed it.</summary>
    public const string ChangedCode = "DUNES-ROOT-010";

    /// <summary>No such KEK provider: it is not configured, or has not wrapped the root key.</summary>
    public const string NoProviderCode = "DUNES-ROOT-011";

    /// <summary>A provider's wraps are the only ones that open the root key now.</summary>
    public const string LastWrapCode = "DUNES-ROOT-012";

    /// <summary>A KEK provider cannot wrap the root key now.</summary>
    public const string NotWrappedCode = "DUNES-ROOT-013";

    /// <summary>The root key has no such version.</summary>
    public const string NoVersionCode = "DUNES-ROOT-014";

    /// <summary>A version of the root key that is to be destroyed is the newest, or others have not sealed long enough.</summary>
    public const string VersionInUseCode = "DUNES-ROOT-015";

    /// <summary>One of the codes above.</summary>
    public string Code { get; } = code;
}

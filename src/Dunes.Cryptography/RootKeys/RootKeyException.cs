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

    /// <summary>A new root key could not be made: no provider, one that failed to wrap it, or a store that did not keep it.</summary>
    public const string NotCreatedCode = "DUNES-ROOT-007";

    /// <summary>One of the codes above.</summary>
    public string Code { get; } = code;
}

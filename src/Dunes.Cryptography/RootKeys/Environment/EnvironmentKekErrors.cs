namespace Dunes.Cryptography.RootKeys.Environment;

/// <summary>Codes of <see cref="RootKeyException"/> that only <see cref="EnvironmentKekProvider"/> gives.</summary>
public static class EnvironmentKekErrors
{
    /// <summary>The variable is not set, or empty.</summary>
    public const string MissingCode = "DUNES-ROOT-030";

    /// <summary>The variable does not hold base64.</summary>
    public const string MalformedCode = "DUNES-ROOT-031";

    /// <summary>The variable holds base64 of another size than 32 bytes.</summary>
    public const string SizeCode = "DUNES-ROOT-032";
}

namespace Dunes.Cryptography.RootKeys.AwsKms;

/// <summary>Codes of <see cref="RootKeyException"/> that only <see cref="AwsKmsKekProvider"/> gives. What the key wrapped stays sealed meanwhile.</summary>
public static class AwsKmsKekErrors
{
    /// <summary>KMS does not accept the credentials, or they may not use the key.</summary>
    public const string AccessCode = "DUNES-ROOT-040";

    /// <summary>There is no such key in the account and region.</summary>
    public const string NotFoundCode = "DUNES-ROOT-041";

    /// <summary>The key is disabled, waits for its deletion, or is in another state in which it does not work.</summary>
    public const string StateCode = "DUNES-ROOT-042";

    /// <summary>KMS cannot be reached, is overloaded or failed, also when tried again.</summary>
    public const string UnavailableCode = "DUNES-ROOT-043";

    /// <summary>KMS refused the request for another reason.</summary>
    public const string RefusedCode = "DUNES-ROOT-044";
}

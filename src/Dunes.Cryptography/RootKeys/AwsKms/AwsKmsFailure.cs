using Amazon.Runtime;

namespace Dunes.Cryptography.RootKeys.AwsKms;

/// <summary>Says what a failed call of KMS means. Texts of foreign errors are not repeated: only their code and the number of the request.</summary>
internal static class AwsKmsFailure
{
    /// <summary>What is thrown instead of <paramref name="e"/>.</summary>
    /// <param name="e">From the AWS SDK, after its retries.</param>
    /// <param name="keyId">The key as it is configured.</param>
    public static RootKeyException Of(Exception e, string keyId)
    {
        var (code, meaning) = Classify(e);
        var answer = e is AmazonServiceException { ErrorCode: { Length: > 0 } error } service ? $"{error}, request {service.RequestId}" : e.GetType().Name;
        return new RootKeyException(code, $"{meaning} ({answer}; key '{keyId}'). What only this key opens stays sealed until that is put right.");
    }

    private static (string Code, string Meaning) Classify(Exception e) => e switch
    {
        AmazonServiceException
        {
            ErrorCode: "AccessDeniedException" or "UnrecognizedClientException" or "InvalidClientTokenId" or "InvalidSignatureException"
            or "SignatureDoesNotMatch" or "IncompleteSignature" or "MissingAuthenticationToken" or "MissingAuthenticationTokenException" or "ExpiredTokenException" or "OptInRequired"
        } =>
            (AwsKmsKekErrors.AccessCode, "KMS does not let these credentials use the key"),
        AmazonServiceException { ErrorCode: "NotFoundException" } => (AwsKmsKekErrors.NotFoundCode, "KMS has no such key in this account and region"),
        AmazonServiceException { ErrorCode: "DisabledException" or "KMSInvalidStateException" } => (AwsKmsKekErrors.StateCode, "The key in KMS is disabled, waits for its deletion, or cannot be used otherwise"),
        AmazonServiceException { ErrorCode: "InvalidCiphertextException" or "IncorrectKeyException" } =>
            (RootKeyException.WrapMismatchCode, "KMS does not open the wrapped key: another key, another purpose, or altered"),
        AmazonServiceException { ErrorCode: "KMSInternalException" or "KeyUnavailableException" or "DependencyTimeoutException" or "ThrottlingException" or "LimitExceededException" } =>
            (AwsKmsKekErrors.UnavailableCode, "KMS is overloaded or failed, also when tried again"),
        AmazonServiceException { StatusCode: >= System.Net.HttpStatusCode.BadRequest and < System.Net.HttpStatusCode.InternalServerError } =>
            (AwsKmsKekErrors.RefusedCode, "KMS refused the request"),
        TimeoutException => (AwsKmsKekErrors.UnavailableCode, "KMS did not answer in time"),
        AmazonClientException => (AwsKmsKekErrors.UnavailableCode, "KMS cannot be asked: the AWS SDK found no credentials or region, or no connection"),
        _ => (AwsKmsKekErrors.UnavailableCode, "KMS cannot be reached or failed"),
    };
}

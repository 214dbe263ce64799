using System.Security.Cryptography;
using Amazon;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;

namespace Dunes.Cryptography.RootKeys.AwsKms;

/// <summary>
/// A KEK in AWS KMS: a symmetric key that never leaves the service. Keys are wrapped with <c>Encrypt</c>, made with <c>GenerateDataKey</c> and
/// unwrapped with <c>Decrypt</c>, always with the encryption context { "dunes-purpose": purpose }, which KMS authenticates, writes to
/// CloudTrail and can make a condition of.
/// </summary>
/// <remarks>
/// <para>A wrapped key is KMS's own ciphertext blob; the KEK's id is the ARN of the key that made it. <c>Decrypt</c> states the configured key
/// and not that id, so that a stored wrap cannot choose a key of somebody else.</para>
/// <para>Throttling, failures inside KMS and of the network are tried again by the AWS SDK, three times at most, with exponential back-off.</para>
/// <para>Keys travel as base64 inside JSON: the SDK's own buffers and strings of a request or an answer cannot be reached and stay in memory
/// until they are collected. What can be reached is wiped.</para>
/// </remarks>
public sealed class AwsKmsKekProvider : IKekProvider, IKekGenerator, IDisposable
{
    private const string PurposeKey = "dunes-purpose";
    private const int MaxRetries = 3;

    /// <summary>The most that KMS encrypts in one call, in bytes.</summary>
    private const int MaxWrapSize = 4_096;

    /// <summary>The largest ciphertext blob that KMS takes, in bytes.</summary>
    private const int MaxBlobSize = 6_144;

    /// <summary>The largest key that KMS makes in one call, in bytes.</summary>
    private const int MaxGenerateSize = 1_024;

    private readonly AwsKmsKekOptions options;
    private readonly TimeProvider timeProvider;
    private readonly Lazy<AmazonKeyManagementServiceClient> client;

    /// <summary>Calls nobody: the first call looks for credentials and asks KMS.</summary>
    public AwsKmsKekProvider(AwsKmsKekOptions options, TimeProvider timeProvider)
        : this(options, timeProvider, credentials: null)
    {
    }

    internal AwsKmsKekProvider(AwsKmsKekOptions options, TimeProvider timeProvider, AWSCredentials? credentials)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(options.KeyId, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Timeout, TimeSpan.Zero, nameof(options));
        this.options = options;
        this.timeProvider = timeProvider;

        // A failure, such as a region that is not configured yet, is not kept.
        client = new Lazy<AmazonKeyManagementServiceClient>(
            () => credentials is null ? new AmazonKeyManagementServiceClient(Configuration(options)) : new AmazonKeyManagementServiceClient(credentials, Configuration(options)),
            LazyThreadSafetyMode.PublicationOnly);
    }

    /// <inheritdoc/>
    public string Id => "aws-kms";

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The key is empty or larger than 4,096 bytes.</exception>
    /// <exception cref="RootKeyException">DUNES-ROOT-040 to -044: see <see cref="AwsKmsKekErrors"/>.</exception>
    public async ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string purpose, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(key.Length, nameof(key));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, MaxWrapSize, nameof(key));
        var plaintext = GC.AllocateUninitializedArray<byte>(key.Length, pinned: true);
        try
        {
            key.Span.CopyTo(plaintext);
            using var stream = new MemoryStream(plaintext, writable: false);
            var request = new EncryptRequest { KeyId = options.KeyId, Plaintext = stream, EncryptionContext = Context(purpose) };
            var response = await CallAsync((kms, token) => kms.EncryptAsync(request, token), cancellationToken);
            return new WrappedKey(Id, response.KeyId, response.CiphertextBlob.ToArray());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RootKeyException">As for wrapping; DUNES-ROOT-006: another key, another purpose, or altered.</exception>
    public async ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, string purpose, CancellationToken cancellationToken)
    {
        // KMS would refuse the request as malformed, which says less.
        if (wrapped.Bytes.Length is 0 or > MaxBlobSize)
            throw new RootKeyException(RootKeyException.WrapMismatchCode, $"{wrapped.Bytes.Length} bytes are not a key wrapped by KMS.");
        using var stream = new MemoryStream(wrapped.Bytes, writable: false);
        var request = new DecryptRequest { KeyId = options.KeyId, CiphertextBlob = stream, EncryptionContext = Context(purpose) };
        var response = await CallAsync((kms, token) => kms.DecryptAsync(request, token), cancellationToken);
        return Take(response.Plaintext);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The size is not 1 to 1,024.</exception>
    /// <exception cref="RootKeyException">As for wrapping.</exception>
    public async ValueTask<(byte[] Key, WrappedKey Wrapped)> GenerateAsync(int size, string purpose, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxGenerateSize);
        var request = new GenerateDataKeyRequest { KeyId = options.KeyId, NumberOfBytes = size, EncryptionContext = Context(purpose) };
        var response = await CallAsync((kms, token) => kms.GenerateDataKeyAsync(request, token), cancellationToken);
        var key = Take(response.Plaintext);
        if (key.Length == size)
            return (key, new WrappedKey(Id, response.KeyId, response.CiphertextBlob.ToArray()));
        CryptographicOperations.ZeroMemory(key);
        throw new RootKeyException(AwsKmsKekErrors.RefusedCode, $"KMS made a key of {key.Length} bytes where {size} were asked for.");
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        if (client.IsValueCreated)
            client.Value.Dispose();
    }

    private static AmazonKeyManagementServiceConfig Configuration(AwsKmsKekOptions options)
    {
        var configuration = new AmazonKeyManagementServiceConfig
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = MaxRetries,
            LogResponse = false,
        };
        if (options.Region is { } region)
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        if (options.ServiceUrl is { } url)
        {
            configuration.ServiceURL = url.AbsoluteUri;
            configuration.AuthenticationRegion = options.Region;
        }

        return configuration;
    }

    private static Dictionary<string, string> Context(string purpose) => new(StringComparer.Ordinal) { [PurposeKey] = purpose };

    // The stream hides its buffer (aws-sdk-net #3409) and cannot be asked for it, but it lets itself be overwritten. The text of the answer, from
    // which the SDK decoded it, is out of reach.
    private static byte[] Take(MemoryStream plaintext)
    {
        using (plaintext)
        {
            var key = plaintext.ToArray();
            if (plaintext.CanWrite)
            {
                plaintext.Position = 0;
                plaintext.Write(new byte[key.Length]);
            }

            return key;
        }
    }

    private async Task<T> CallAsync<T>(Func<AmazonKeyManagementServiceClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await call(client.Value, either.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (limit.IsCancellationRequested)
        {
            throw AwsKmsFailure.Of(new TimeoutException(), options.KeyId);
        }
        catch (Exception e)
        {
            throw AwsKmsFailure.Of(e, options.KeyId);
        }
    }
}

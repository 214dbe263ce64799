namespace Dunes.Cryptography.RootKeys.AwsKms;

/// <summary>Where the KEK in AWS KMS is. Credentials come from where the AWS SDK looks for them: environment, profile, container, instance.</summary>
public sealed record AwsKmsKekOptions
{
    /// <summary>The symmetric key: preferably its ARN. An alias that is moved to another key no longer opens what the former wrapped.</summary>
    public required string KeyId { get; init; }

    /// <summary>The region, such as "eu-central-1"; where the AWS SDK finds it when absent.</summary>
    public string? Region { get; init; }

    /// <summary>Another endpoint than the region's own, such as that of a VPC; requests are still signed for <see cref="Region"/>.</summary>
    public Uri? ServiceUrl { get; init; }

    /// <summary>How long one call waits, with all its retries. 30 s by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

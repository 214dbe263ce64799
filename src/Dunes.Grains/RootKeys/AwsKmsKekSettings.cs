namespace Dunes.Grains.RootKeys;

/// <summary>Provider <c>aws-kms</c>: a symmetric key of AWS KMS. Used when any of these is set. Credentials come from where AWS' tools look for them.</summary>
public sealed class AwsKmsKekSettings
{
    /// <summary>The symmetric key, preferably its ARN.</summary>
    public string? KeyId { get; set; }

    /// <summary>Region, for instance <c>eu-central-1</c>. Default: what AWS' tools are configured with.</summary>
    public string? Region { get; set; }

    /// <summary>Endpoint, where it is not the region's own.</summary>
    public Uri? ServiceUrl { get; set; }

    internal bool IsSet => !string.IsNullOrEmpty(KeyId) || !string.IsNullOrEmpty(Region) || ServiceUrl is not null;

    internal IEnumerable<(string Setting, string Problem)> Errors()
    {
        if (string.IsNullOrEmpty(KeyId))
            yield return (nameof(KeyId), "is missing");
        if (ServiceUrl is { } url && !(url.IsAbsoluteUri && url.Scheme is "http" or "https"))
            yield return (nameof(ServiceUrl), "is not an absolute http or https URL");
    }
}

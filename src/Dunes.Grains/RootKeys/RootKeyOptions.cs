using System.ComponentModel.DataAnnotations;

namespace Dunes.Grains.RootKeys;

/// <summary>
/// Section <c>Dunes:RootKey</c>: the providers of key encryption keys (KEK) that wrap the cluster root key. Several may be configured; any one opens it.
/// Every silo of a cluster needs the same.
/// </summary>
public sealed class RootKeyOptions : IValidatableObject
{
    /// <summary>
    /// Provider <c>file</c>: a file with a KEK, readable by its owner only. It is made on the first start of a cluster that stores nothing yet.
    /// Default: <c>root.kek</c> in the data directory where no other provider is configured, else none.
    /// </summary>
    [MinLength(1)]
    public string? KekFile { get; set; }

    /// <inheritdoc cref="EnvironmentKekSettings"/>
    public EnvironmentKekSettings Environment { get; set; } = new();

    /// <inheritdoc cref="Pkcs11KekSettings"/>
    public Pkcs11KekSettings Pkcs11 { get; set; } = new();

    /// <inheritdoc cref="AwsKmsKekSettings"/>
    public AwsKmsKekSettings AwsKms { get; set; } = new();

    /// <summary>Whether a provider is configured that needs no <see cref="KekFile"/>.</summary>
    internal bool HasOtherThanFile => Environment.IsSet || Pkcs11.IsSet || AwsKms.IsSet;

    /// <summary><see cref="KekFile"/> or its default; null when there is no provider <c>file</c>.</summary>
    internal string? FileToUse => KekFile ?? (HasOtherThanFile ? null : Path.Combine("data", "root.kek"));

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (setting, problem) in Pkcs11.IsSet ? Pkcs11.Errors() : [])
            yield return new(problem, [$"{nameof(Pkcs11)}:{setting}"]);
        foreach (var (setting, problem) in AwsKms.IsSet ? AwsKms.Errors() : [])
            yield return new(problem, [$"{nameof(AwsKms)}:{setting}"]);
    }
}

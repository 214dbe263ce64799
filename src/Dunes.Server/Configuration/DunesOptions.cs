using System.ComponentModel.DataAnnotations;
using Dunes.Gateway.Mcp;
using Dunes.Grains.Keys;
using Dunes.Grains.RootKeys;
using Dunes.Grains.Sessions;
using Dunes.Grains.Upstreams;
using Dunes.Storage;
using Dunes.Storage.Hosting;

namespace Dunes.Server.Configuration;

/// <summary>
/// The section <c>Dunes</c>, whole: every setting there is. What is not named here, or below a type named here, is refused at start.
/// Each part is documented where it is read.
/// </summary>
internal sealed class DunesOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Dunes";

    /// <summary>What this process does: <c>gateway</c>, <c>silo</c>, or both, separated by commas. Default <c>gateway,silo</c>.</summary>
    [Required]
    public string Roles { get; set; } = "gateway,silo";

    /// <summary>Directory of the database (SQLite), the key file and the local credential; relative to the current directory. Default <c>./data</c>.</summary>
    [Required]
    public string DataDirectory { get; set; } = "./data";

    /// <summary>The URL clients reach the gateway at, if that is not the address it listens on (a reverse proxy in front, for instance). No default.</summary>
    public Uri? PublicUrl { get; set; }

    /// <inheritdoc cref="DunesStorageOptions"/>
    public DunesStorageOptions Storage { get; set; } = new();

    /// <inheritdoc cref="DunesClusterOptions"/>
    public DunesClusterOptions Cluster { get; set; } = new();

    /// <summary>MCP servers behind the gateway, by name (1 to 64 of <c>A-Z a-z 0-9 _ -</c>).</summary>
    public Dictionary<string, UpstreamOptions> Upstreams { get; set; } = new(StringComparer.Ordinal);

    /// <inheritdoc cref="ContextOptions"/>
    public ContextOptions Contexts { get; set; } = new();

    /// <inheritdoc cref="RootKeyOptions"/>
    public RootKeyOptions RootKey { get; set; } = new();

    /// <inheritdoc cref="KeyOptions"/>
    public KeyOptions Keys { get; set; } = new();

    /// <inheritdoc cref="McpOptions"/>
    public McpOptions Mcp { get; set; } = new();

    /// <inheritdoc cref="MetricsOptions"/>
    public MetricsOptions Metrics { get; set; } = new();

    /// <inheritdoc cref="LoggingOptions"/>
    public LoggingOptions Logging { get; set; } = new();

    /// <summary>The process hosts the silo.</summary>
    public bool IsSilo => RoleNames.Contains("silo", StringComparer.OrdinalIgnoreCase);

    /// <summary>The process serves HTTP to clients.</summary>
    public bool IsGateway => RoleNames.Contains("gateway", StringComparer.OrdinalIgnoreCase);

    /// <summary><see cref="DataDirectory"/> as an absolute path.</summary>
    public string DataPath => Path.GetFullPath(DataDirectory);

    private string[] RoleNames => Roles.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RoleNames.FirstOrDefault(role => role.ToLowerInvariant() is not ("gateway" or "silo")) is not null || (RoleNames.Length == 0 && Roles.Length > 0))
            yield return new("names an unknown role; allowed: gateway, silo, or both separated by a comma", [nameof(Roles)]);
        if (!IsSilo && Storage.Provider == StorageProvider.Sqlite)
        {
            yield return new(
                "leaves out the silo, and Dunes:Storage:Provider is Sqlite, a database for one process; allowed: gateway,silo, or the provider PostgreSql", [nameof(Roles)]);
        }

        if (Storage.DataDirectory != new DunesStorageOptions().DataDirectory)
            yield return new("follows Dunes:DataDirectory; set that instead", [$"{nameof(Storage)}:{nameof(Storage.DataDirectory)}"]);
    }
}

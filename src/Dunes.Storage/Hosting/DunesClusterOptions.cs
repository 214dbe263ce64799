using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Dunes.Storage.Hosting;

/// <summary>Section <c>Dunes:Cluster</c>: how the processes of a cluster find each other.</summary>
public sealed class DunesClusterOptions : IValidatableObject
{
    /// <summary>Processes with the same id form one cluster.</summary>
    /// <value>Default: <c>dunes</c>.</value>
    [Required, StringLength(150)]
    public string ClusterId { get; set; } = "dunes";

    /// <summary>Part of the key of all grain state: after a change nothing that was stored is found.</summary>
    /// <value>Default: <c>dunes</c>.</value>
    [Required, StringLength(150)]
    public string ServiceId { get; set; } = "dunes";

    /// <summary>TCP port for the other silos.</summary>
    /// <value>Default: 11111.</value>
    [Range(1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>TCP port for gateway-only processes.</summary>
    /// <value>Default: 30000.</value>
    [Range(1, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>IP address under which other processes reach this one. With SQLite it is the loopback address always.</summary>
    /// <value>Default: 127.0.0.1.</value>
    [Required]
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(AdvertisedAddress, out _))
            yield return new ValidationResult("An IP address is needed.", [nameof(AdvertisedAddress)]);

        if (SiloPort == GatewayPort)
            yield return new ValidationResult("The two ports must differ.", [nameof(SiloPort), nameof(GatewayPort)]);
    }
}

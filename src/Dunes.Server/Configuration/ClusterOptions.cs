using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Dunes.Server.Configuration;

/// <summary>Section <c>Dunes:Cluster</c>: how the processes of a cluster find each other.</summary>
internal sealed class ClusterOptions : IValidatableObject
{
    /// <summary>Processes with the same id, service and database are one cluster. Default <c>dunes</c>.</summary>
    [Required]
    public string ClusterId { get; set; } = "dunes";

    /// <summary>Names the service whose grain state is stored; never change it on existing data. Default <c>dunes</c>.</summary>
    [Required]
    public string ServiceId { get; set; } = "dunes";

    /// <summary>TCP port between silos. Default 11111.</summary>
    [Range(1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>TCP port for Orleans clients (processes with the role <c>gateway</c> only). Default 30000.</summary>
    [Range(1, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>
    /// IP address the other processes reach this silo at. Default <c>127.0.0.1</c>: then the two ports listen on loopback only,
    /// with any other address on all interfaces.
    /// </summary>
    [Required]
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>What the two ports listen on.</summary>
    public IPAddress ListenAddress =>
        IPAddress.Parse(AdvertisedAddress) is var address && IPAddress.IsLoopback(address) ? address : IPAddress.Any;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(AdvertisedAddress, out var address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            yield return new("is not an address others can reach; allowed: one IPv4 or IPv6 address", [nameof(AdvertisedAddress)]);
        if (SiloPort == GatewayPort)
            yield return new($"is {GatewayPort}, which is Dunes:Cluster:SiloPort as well; allowed: another port", [nameof(GatewayPort)]);
    }
}

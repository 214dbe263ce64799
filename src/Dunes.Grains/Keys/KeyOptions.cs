using System.ComponentModel.DataAnnotations;

namespace Dunes.Grains.Keys;

/// <summary>Section <c>Dunes:Keys</c>: how long a version of the cluster's own keys is current. Old versions go on opening and verifying.</summary>
public sealed class KeyOptions
{
    private const string Shortest = "00:01:00";
    private const string Longest = "3650.00:00:00";

    /// <summary>Rotation of the tenants' sealing keys, from one minute to ten years. Default: 30 days. A changed value takes effect when the key is next ensured.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan SealingRotation { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Rotation of the cluster's signing keys, from one minute to ten years. Default: 90 days. A changed value takes effect at the next start.</summary>
    [Range(typeof(TimeSpan), Shortest, Longest)]
    public TimeSpan SigningRotation { get; set; } = TimeSpan.FromDays(90);
}

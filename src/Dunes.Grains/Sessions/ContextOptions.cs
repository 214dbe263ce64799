using System.ComponentModel.DataAnnotations;

namespace Dunes.Grains.Sessions;

/// <summary>Section <c>Dunes:Contexts</c>.</summary>
public sealed class ContextOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Dunes:Contexts";

    /// <summary>A context without a call, a call in flight or an open server stream for this long is closed. 1 second to 30 days; default 30 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(30);

    internal static bool IsValid(TimeSpan timeout) => timeout >= TimeSpan.FromSeconds(1) && timeout <= TimeSpan.FromDays(30);
}

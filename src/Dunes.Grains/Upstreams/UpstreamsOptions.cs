namespace Dunes.Grains.Upstreams;

/// <summary>All upstreams, by name: the part <c>Upstreams</c> of section <c>Dunes</c>.</summary>
public sealed class UpstreamsOptions
{
    /// <summary>The section that holds <see cref="Upstreams"/>.</summary>
    public const string Section = "Dunes";

    /// <summary>Names are 1 to 64 of <c>A-Z a-z 0-9 _ -</c>; they are part of urls.</summary>
    public IDictionary<string, UpstreamOptions> Upstreams { get; set; } = new Dictionary<string, UpstreamOptions>(StringComparer.Ordinal);
}

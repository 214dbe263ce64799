using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys;

/// <summary>The state of a version that is not simply enabled.</summary>
/// <param name="State">Disabled, pending deletion or destroyed.</param>
/// <param name="DestroyAt">When it is to be, or was, destroyed.</param>
/// <param name="CreatedAt">When it was made, of a version that is to be or was destroyed: its row goes, and this is shown still.</param>
/// <param name="DisabledAt">Since when it is not enabled; kept through every later state. See <see cref="KeyVersionInfo.DisabledAt"/>.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.version-status")]
internal sealed record VersionStatus(
    [property: Id(0)] KeyState State,
    [property: Id(1)] DateTimeOffset? DestroyAt,
    [property: Id(2)] DateTimeOffset? CreatedAt = null,
    [property: Id(3)] DateTimeOffset? DisabledAt = null);

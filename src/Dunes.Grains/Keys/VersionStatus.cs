using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys;

/// <summary>The state of a version that is not simply enabled.</summary>
/// <param name="State">Disabled, pending deletion or destroyed.</param>
/// <param name="DestroyAt">When it is to be destroyed.</param>
/// <param name="DisabledAt">Since when it is not enabled; kept through every later state. See <see cref="KeyVersionInfo.DisabledAt"/>.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.version-status")]
internal sealed record VersionStatus([property: Id(0)] KeyState State, [property: Id(1)] DateTimeOffset? DestroyAt, [property: Id(2)] DateTimeOffset? DisabledAt = null);

using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Api.Keys.Manage;

/// <summary>A page of versions.</summary>
/// <param name="Versions">Oldest first.</param>
/// <param name="NextFrom">The <c>from</c> of the next page, or null after the last.</param>
internal sealed record KeyVersionPage(IReadOnlyList<KeyVersionInfo> Versions, int? NextFrom);

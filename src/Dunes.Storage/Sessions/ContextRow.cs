namespace Dunes.Storage.Sessions;

/// <summary>A row of <c>contexts</c>: that a context exists, and in which tenant. What it is stands in its sealed header.</summary>
/// <param name="ContextId">The context.</param>
/// <param name="Tenant">Owner's tenant.</param>
/// <param name="OpenedAt">When; milliseconds are kept.</param>
public sealed record ContextRow(string ContextId, string Tenant, DateTimeOffset OpenedAt);

namespace Dunes.Storage.Keys;

/// <summary>A row of <c>keys</c>.</summary>
/// <param name="Tenant">Owner.</param>
/// <param name="Name">Name within the tenant.</param>
/// <param name="KeyId">Id in the headers of messages.</param>
public sealed record KeyRow(string Tenant, string Name, Guid KeyId);

namespace Dunes.Server.Client;

/// <summary>What a token is wanted for.</summary>
/// <param name="Role">One of <see cref="Dunes.Abstractions.Identity.Roles"/>.</param>
/// <param name="Tenant">Tenant, or null for the default one.</param>
/// <param name="Subject">Subject, or null for `local`.</param>
/// <param name="Lifetime">How long it is good for, or null for the server's default.</param>
internal sealed record TokenRequest(string Role, string? Tenant = null, string? Subject = null, TimeSpan? Lifetime = null);

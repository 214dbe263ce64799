namespace Dunes.Storage.Keys;

/// <summary>A row of <c>key_versions</c>. It never changes but for a new wrap of the same secret, and goes when the version is destroyed.</summary>
/// <param name="KeyId">The key.</param>
/// <param name="Version">1 or more.</param>
/// <param name="Algorithm">The key's algorithm.</param>
/// <param name="CreatedAt">When it was made (millisecond).</param>
/// <param name="PublicKey">Encoded public key, or null.</param>
/// <param name="Wrapped">The secret, wrapped by the cluster root key and bound to all of the above.</param>
public sealed record KeyVersionRow(Guid KeyId, int Version, string Algorithm, DateTimeOffset CreatedAt, byte[]? PublicKey, byte[] Wrapped);

namespace Dunes.Cryptography.RootKeys;

/// <summary>One version of the cluster root key as it is stored: only wrapped.</summary>
/// <param name="Version">1 or more.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Wraps">The same key, once per KEK provider; any one opens it.</param>
public sealed record RootKeyRecord(int Version, DateTimeOffset CreatedAt, IReadOnlyList<WrappedKey> Wraps);

using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.RootKeys;

/// <summary>An opened version of the cluster root key.</summary>
/// <param name="Key">What it seals with.</param>
/// <param name="ActiveFrom">From when on.</param>
internal sealed record RootKeyVersion(SealingKey Key, DateTimeOffset ActiveFrom);

namespace Dunes.Cryptography.RootKeys;

/// <summary>A key encrypted by a key encryption key (KEK).</summary>
/// <param name="ProviderId">The <see cref="IKekProvider.Id"/> that made it.</param>
/// <param name="KekId">Which KEK of that provider; not secret.</param>
/// <param name="Bytes">The encrypted key, in the provider's own format.</param>
public sealed record WrappedKey(string ProviderId, string KekId, byte[] Bytes);

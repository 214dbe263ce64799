namespace Dunes.Abstractions.Keys;

/// <summary>A version whose secret (32-byte seed or 256-byte root) is wrapped by the cluster root key.</summary>
/// <param name="Info">The public part.</param>
/// <param name="Wrapped">The wrapped secret; only a process that holds the root key can open it.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.wrapped")]
public sealed record WrappedKeyVersion(
    [property: Id(0)] KeyVersionInfo Info,
    [property: Id(1)] byte[] Wrapped);

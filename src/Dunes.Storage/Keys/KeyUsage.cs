namespace Dunes.Storage.Keys;

/// <summary>What a version has protected.</summary>
/// <param name="Operations">Protecting operations.</param>
/// <param name="Bytes">Bytes of plaintext.</param>
public readonly record struct KeyUsage(long Operations, long Bytes);

namespace Dunes.Abstractions.Keys;

/// <summary>One plaintext, or one message, with what it is bound to.</summary>
/// <param name="Bytes">Plaintext to seal, or the DC2K message to open.</param>
/// <param name="AssociatedData">Bound to the message and not kept in it; may be empty.</param>
/// <param name="Context">What the key is derived from, 1 to 1,024 bytes, of a key that seals <see cref="SealingMode.Derived"/>; empty for others.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.sealing-item")]
public sealed record SealingItem(
    [property: Id(0)] byte[] Bytes,
    [property: Id(1)] byte[] AssociatedData,
    [property: Id(2)] byte[] Context);

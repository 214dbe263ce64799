using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Api.Keys.Seal;

/// <summary>One plaintext to seal.</summary>
internal record EncryptInput : KeyInput
{
    /// <summary>The plaintext; needed, may be empty.</summary>
    public byte[]? Plaintext { get; init; }

    /// <summary>Bound to the message and not kept in it: whoever opens must give the same.</summary>
    public byte[]? AssociatedData { get; init; }

    /// <summary>What the key is derived from, 1 to 1,024 bytes: needed with a key that seals <c>derived</c>, refused with others.</summary>
    public byte[]? Context { get; init; }

    internal override bool IsEmpty => this is { Reference: null, Plaintext: null, AssociatedData: null, Context: null };

    internal SealingItem ToItem() => new(Plaintext.Required("plaintext"), AssociatedData ?? [], Context ?? []);
}

using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Api.Keys.Seal;

/// <summary>One message to open, or to seal anew.</summary>
internal record DecryptInput : KeyInput
{
    /// <summary>The message or sealed data key, <c>dunes:v…:…</c>; needed.</summary>
    public string? Ciphertext { get; init; }

    /// <summary>As it was given for sealing.</summary>
    public byte[]? AssociatedData { get; init; }

    /// <summary>As it was given for sealing.</summary>
    public byte[]? Context { get; init; }

    internal override bool IsEmpty => this is { Reference: null, Ciphertext: null, AssociatedData: null, Context: null };

    internal SealingItem ToItem() => new(MessageText.Decode(Ciphertext.Required("ciphertext")), AssociatedData ?? [], Context ?? []);
}

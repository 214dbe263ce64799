using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Api.Keys.Sign;

/// <summary>One signature to verify: with <c>message</c> or <c>mu</c>, not both.</summary>
internal record VerifyInput : KeyInput
{
    /// <summary>The message.</summary>
    public byte[]? Message { get; init; }

    /// <summary>In place of the message, of an ML-DSA key: its external mu, 64 bytes (FIPS 204, section 6.2).</summary>
    public byte[]? Mu { get; init; }

    /// <summary>What was given as <c>context</c> for signing.</summary>
    public byte[]? Context { get; init; }

    /// <summary>The signature; needed.</summary>
    public byte[]? Signature { get; init; }

    /// <summary>The key version that made it. Default: the current one.</summary>
    public int? Version { get; init; }

    internal override bool IsEmpty =>
        this is { Reference: null, Message: null, Mu: null, Context: null, Signature: null, Version: null };

    internal VerifyItem ToItem() =>
        new(SignInput.MessageOrMu(Message, Mu), Mu is not null, Context ?? [], Signature.Required("signature"), Version);
}

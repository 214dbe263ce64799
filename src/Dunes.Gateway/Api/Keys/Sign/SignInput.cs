using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Api.Keys.Sign;

/// <summary>One message to sign: <c>message</c> or <c>mu</c>, not both.</summary>
internal record SignInput : KeyInput
{
    /// <summary>The message; may be empty.</summary>
    public byte[]? Message { get; init; }

    /// <summary>In place of the message, of an ML-DSA key: its external mu, 64 bytes (FIPS 204, section 6.2). The context is in it already.</summary>
    public byte[]? Mu { get; init; }

    /// <summary>The caller's part of the FIPS 204 context string; whoever verifies must give the same.</summary>
    public byte[]? Context { get; init; }

    /// <summary>Sign without fresh randomness (FIPS 204, section 3.4): the same message gives the same signature. Default: hedged.</summary>
    public bool? Deterministic { get; init; }

    internal override bool IsEmpty => this is { Reference: null, Message: null, Mu: null, Context: null, Deterministic: null };

    internal SignItem ToItem() => new(MessageOrMu(Message, Mu), Mu is not null, Context ?? [], Deterministic ?? false);

    internal static byte[] MessageOrMu(byte[]? message, byte[]? mu) => (message, mu) switch
    {
        ({ } bytes, null) => bytes,
        (null, { } bytes) => bytes,
        (null, null) => throw new DunesException("DUNES-KEY-064", ErrorKind.Invalid, "'message' or 'mu' is missing."),
        _ => throw new DunesException("DUNES-KEY-066", ErrorKind.Invalid, "'message' and 'mu' are both given; one of them is signed."),
    };
}

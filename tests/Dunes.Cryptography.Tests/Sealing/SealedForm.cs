using System.Security.Cryptography;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.Sealing;

/// <summary>Every way to make and open a message, each with a fresh key, so that one test runs over all of them.</summary>
internal sealed class SealedForm : IDisposable
{
    public static readonly string[] Names = ["plain", "stream", "message key", "derived", "derived message key", "convergent", "data key", "wrap", "public key"];

    private readonly byte[] root;
    private readonly byte[] seed;
    private readonly SealingKey key;
    private readonly IDecapsulationKey decapsulationKey;
    private readonly string name;
    private readonly Guid keyId;

    public SealedForm(string name, Guid? keyId = null, int version = 6)
        : this(name, keyId ?? TestKeys.KeyId, version, RandomNumberGenerator.GetBytes(SealingKey.RootSize), RandomNumberGenerator.GetBytes(MlKemParameterSets.SeedSize))
    {
    }

    private SealedForm(string name, Guid keyId, int version, byte[] root, byte[] seed)
    {
        (this.name, this.keyId, Version, this.root, this.seed) = (name, keyId, version, root, seed);
        key = SealingKey.FromRoot(root, keyId, version);
        decapsulationKey = MlKem.Provider.Import(KemMessage.Set, seed);
    }

    public int Version { get; }

    /// <summary>Bytes before the first chunk.</summary>
    public int PrefixSize => name == "public key" ? 28 + 1568 + 56 : 84;

    /// <summary>A data key has one size only.</summary>
    public int SizeOf(int size) => name == "data key" ? SealingKey.DataKeySize : size;

    public byte[] Seal(byte[] plaintext, byte[] aad)
    {
        using var contextKey = key.DeriveContextKey("context"u8);
        return name switch
        {
            "plain" => key.Seal(plaintext, aad),
            "stream" => Run(output => key.SealStreamAsync(new MemoryStream(plaintext), output, aad)),
            "message key" => Seal(key.CreateMessageKey(aad), plaintext),
            "derived" => contextKey.Seal(plaintext, aad),
            "derived message key" => Seal(contextKey.CreateMessageKey(aad), plaintext),
            "convergent" => key.SealConvergent(plaintext, aad),
            "data key" => key.SealDataKey(plaintext, aad),
            "wrap" => key.Wrap(plaintext, aad),
            "public key" => KemMessage.Seal(decapsulationKey.EncapsulationKey, keyId, Version, plaintext, aad),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
    }

    public byte[] Open(byte[] message, byte[] aad)
    {
        using var contextKey = key.DeriveContextKey("context"u8);
        return name switch
        {
            "plain" or "convergent" => key.Open(message, aad),
            "stream" => Run(output => key.OpenStreamAsync(new MemoryStream(message), output, aad)),
            "message key" => Open(key.RecoverMessageKey, message, aad),
            "derived" => contextKey.Open(message, aad),
            "derived message key" => Open(contextKey.RecoverMessageKey, message, aad),
            "data key" => key.OpenDataKey(message, aad),
            "wrap" => key.Unwrap(message, aad),
            "public key" => OpenToKey(message, aad),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
    }

    /// <summary>The same secret under another id or version.</summary>
    public SealedForm Other(Guid? otherKeyId = null, int? otherVersion = null) => new(name, otherKeyId ?? keyId, otherVersion ?? Version, root, seed);

    /// <summary>The same key used otherwise.</summary>
    public SealedForm As(string otherName) => new(otherName, keyId, Version, root, seed);

    public void Dispose()
    {
        key.Dispose();
        decapsulationKey.Dispose();
    }

    private delegate MessageKey Recover(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> aad);

    private static byte[] Seal(MessageKey created, byte[] plaintext)
    {
        using var messageKey = created;
        using var cipher = new MessageCipher(messageKey.Prefix, messageKey.Secret);
        return Run(output => cipher.SealAsync(new MemoryStream(plaintext), output));
    }

    private static byte[] Open(Recover recover, byte[] message, byte[] aad)
    {
        using var input = new MemoryStream(message);
        using var messageKey = recover(MessageCipher.ReadPrefixAsync(input).GetAwaiter().GetResult(), aad);
        using var cipher = new MessageCipher(messageKey.Prefix, messageKey.Secret);
        return Run(output => cipher.OpenAsync(input, output));
    }

    // Which key a message names is the caller's to compare; here as the key service does it.
    private byte[] OpenToKey(byte[] message, byte[] aad)
    {
        if (SealedHeader.TryRead(message, out var header) && (header.KeyId != keyId || header.Version != Version))
            throw SealingException.Mismatch();
        return KemMessage.Open(decapsulationKey, message, aad);
    }

    private static byte[] Run(Func<Stream, Task> work)
    {
        using var output = new MemoryStream();
        work(output).GetAwaiter().GetResult();
        return output.ToArray();
    }
}

namespace Dunes.Abstractions.Keys;

/// <summary>What may be done with a key; grants name these, and every refusal names one.</summary>
public enum KeyOperation
{
    /// <summary>See the key, its versions and public keys, never a secret.</summary>
    Describe,

    /// <summary>Make signatures.</summary>
    Sign,

    /// <summary>Verify signatures.</summary>
    Verify,

    /// <summary>Seal plaintext, also to the public key of an ML-KEM key.</summary>
    Encrypt,

    /// <summary>Open messages and data keys.</summary>
    Decrypt,

    /// <summary>Move a message to the version that seals now, without seeing its plaintext.</summary>
    Rewrap,

    /// <summary>Get fresh data keys in plain and sealed.</summary>
    GenerateDataKey,

    /// <summary>Get fresh data keys sealed only.</summary>
    GenerateSealedDataKey,

    /// <summary>Encapsulate a shared secret (FIPS 203).</summary>
    Encapsulate,

    /// <summary>Decapsulate a shared secret (FIPS 203).</summary>
    Decapsulate,

    /// <summary>Compute message authentication codes.</summary>
    Mac,

    /// <summary>Verify message authentication codes.</summary>
    VerifyMac,

    /// <summary>Add a version now.</summary>
    Rotate,

    /// <summary>Create, import, enable, disable, change description, tags, rotation, limits and version floors; re-encrypt.</summary>
    Manage,

    /// <summary>Give and take grants.</summary>
    Grant,

    /// <summary>Schedule and cancel deletion, destroy, trim.</summary>
    Delete,

    /// <summary>Export a version, wrapped, of a key that was created exportable.</summary>
    Export,

    /// <summary>Take and restore backups.</summary>
    Backup,
}

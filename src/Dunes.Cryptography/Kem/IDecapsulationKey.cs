namespace Dunes.Cryptography.Kem;

/// <summary>
/// A private ML-KEM key in memory, expanded from its seed. Safe for concurrent use. Disposing wipes it as soon as the running decapsulations are done.
/// </summary>
public interface IDecapsulationKey : IDisposable
{
    /// <summary>The parameter set.</summary>
    MlKemParameterSet Set { get; }

    /// <summary>The encapsulation key (the public key).</summary>
    ReadOnlySpan<byte> EncapsulationKey { get; }

    /// <summary>
    /// Recovers the shared secret, 32 bytes, which the caller wipes (ML-KEM.Decaps, FIPS 203 section 7.3). A ciphertext of the right size always gives
    /// one: of a ciphertext that was not made for this key it is a pseudorandom one that nobody else has (implicit rejection, section 6.3).
    /// </summary>
    /// <exception cref="ArgumentException">The ciphertext has not the size of the parameter set.</exception>
    /// <exception cref="ObjectDisposedException">The key was wiped.</exception>
    byte[] Decapsulate(ReadOnlySpan<byte> ciphertext);
}

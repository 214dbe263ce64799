using Dunes.Cryptography.Signatures;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace Dunes.Cryptography.Kem;

/// <summary>ML-KEM on BouncyCastle.Cryptography: managed code, the same on every platform.</summary>
public sealed class BouncyCastleMlKem : IMlKem
{
    private static readonly SecureRandom Random = new(new OperatingSystemRandom());

    /// <inheritdoc/>
    public string Name => "BouncyCastle";

    /// <inheritdoc/>
    public IDecapsulationKey Import(MlKemParameterSet set, ReadOnlySpan<byte> seed64) => new BouncyCastleDecapsulationKey(set, seed64);

    /// <inheritdoc/>
    public Encapsulation Encapsulate(MlKemParameterSet set, ReadOnlySpan<byte> encapsulationKey) => Encapsulate(set, encapsulationKey, Random);

    /// <summary>Encapsulates with the given source of the 32 random bytes m.</summary>
    internal static Encapsulation Encapsulate(MlKemParameterSet set, ReadOnlySpan<byte> encapsulationKey, SecureRandom random)
    {
        MlKemArguments.RequireEncapsulationKey(set, encapsulationKey);
        var parameters = Parameters(set);
        var encapsulator = new MLKemEncapsulator(parameters);
        encapsulator.Init(new ParametersWithRandom(MLKemPublicKeyParameters.FromEncoding(parameters, encapsulationKey.ToArray()), random));
        var ciphertext = new byte[set.CiphertextSize()];
        var sharedSecret = new byte[MlKemParameterSets.SharedSecretSize];
        encapsulator.Encapsulate(ciphertext, sharedSecret);
        return new Encapsulation(ciphertext, sharedSecret);
    }

    internal static MLKemParameters Parameters(MlKemParameterSet set) => set switch
    {
        MlKemParameterSet.MlKem768 => MLKemParameters.ml_kem_768,
        MlKemParameterSet.MlKem1024 => MLKemParameters.ml_kem_1024,
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, "Not an ML-KEM parameter set that is offered."),
    };
}

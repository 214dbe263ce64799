using System.Diagnostics.CodeAnalysis;

namespace Dunes.Cryptography.Kem;

/// <summary>Names and sizes of the ML-KEM parameter sets (FIPS 203, section 8, tables 2 and 3).</summary>
public static class MlKemParameterSets
{
    /// <summary>Size in bytes of the private seed (d ‖ z); the only form in which private keys are kept.</summary>
    public const int SeedSize = 64;

    /// <summary>Size in bytes of a shared secret.</summary>
    public const int SharedSecretSize = 32;

    /// <summary>The standard's name, such as <c>ML-KEM-768</c>.</summary>
    public static string Name(this MlKemParameterSet set) => set switch
    {
        MlKemParameterSet.MlKem768 => "ML-KEM-768",
        MlKemParameterSet.MlKem1024 => "ML-KEM-1024",
        _ => throw Unknown(set),
    };

    /// <summary>Reads the standard's name; exact, case included.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out MlKemParameterSet set)
    {
        set = name switch
        {
            "ML-KEM-768" => MlKemParameterSet.MlKem768,
            "ML-KEM-1024" => MlKemParameterSet.MlKem1024,
            _ => default,
        };
        return set != default;
    }

    /// <summary>Size in bytes of an encapsulation key (the public key).</summary>
    public static int EncapsulationKeySize(this MlKemParameterSet set) => set switch
    {
        MlKemParameterSet.MlKem768 => 1184,
        MlKemParameterSet.MlKem1024 => 1568,
        _ => throw Unknown(set),
    };

    /// <summary>Size in bytes of a ciphertext.</summary>
    public static int CiphertextSize(this MlKemParameterSet set) => set switch
    {
        MlKemParameterSet.MlKem768 => 1088,
        MlKemParameterSet.MlKem1024 => 1568,
        _ => throw Unknown(set),
    };

    private static ArgumentOutOfRangeException Unknown(MlKemParameterSet set) => new(nameof(set), set, "Not an ML-KEM parameter set that is offered.");
}

using System.Diagnostics.CodeAnalysis;

namespace Dunes.Cryptography.Signatures;

/// <summary>Names and sizes of the ML-DSA parameter sets (FIPS 204, section 4, tables 1 and 2).</summary>
public static class MlDsaParameterSets
{
    /// <summary>Size in bytes of the private seed (xi); the only form in which private keys are kept.</summary>
    public const int SeedSize = 32;

    /// <summary>Largest context string, in bytes (FIPS 204, section 5.2).</summary>
    public const int MaxContextSize = 255;

    /// <summary>The standard's name, such as <c>ML-DSA-65</c>.</summary>
    public static string Name(this MlDsaParameterSet set) => set switch
    {
        MlDsaParameterSet.MlDsa44 => "ML-DSA-44",
        MlDsaParameterSet.MlDsa65 => "ML-DSA-65",
        MlDsaParameterSet.MlDsa87 => "ML-DSA-87",
        _ => throw Unknown(set),
    };

    /// <summary>Reads the standard's name; exact, case included.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out MlDsaParameterSet set)
    {
        set = name switch
        {
            "ML-DSA-44" => MlDsaParameterSet.MlDsa44,
            "ML-DSA-65" => MlDsaParameterSet.MlDsa65,
            "ML-DSA-87" => MlDsaParameterSet.MlDsa87,
            _ => default,
        };
        return set != default;
    }

    /// <summary>Size in bytes of an encoded public key.</summary>
    public static int PublicKeySize(this MlDsaParameterSet set) => set switch
    {
        MlDsaParameterSet.MlDsa44 => 1312,
        MlDsaParameterSet.MlDsa65 => 1952,
        MlDsaParameterSet.MlDsa87 => 2592,
        _ => throw Unknown(set),
    };

    /// <summary>Size in bytes of a signature.</summary>
    public static int SignatureSize(this MlDsaParameterSet set) => set switch
    {
        MlDsaParameterSet.MlDsa44 => 2420,
        MlDsaParameterSet.MlDsa65 => 3309,
        MlDsaParameterSet.MlDsa87 => 4627,
        _ => throw Unknown(set),
    };

    private static ArgumentOutOfRangeException Unknown(MlDsaParameterSet set) => new(nameof(set), set, "Not an ML-DSA parameter set.");
}

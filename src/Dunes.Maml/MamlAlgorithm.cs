using System.Diagnostics.CodeAnalysis;
using Dunes.Cryptography.Signatures;

namespace Dunes.Maml;

/// <summary>A signature algorithm of documents.</summary>
/// <param name="Name">The standard's name, as <c>signature_algorithm</c> has it.</param>
/// <param name="PublicKeySize">Bytes of a public key.</param>
/// <param name="SignatureSize">Bytes of a signature.</param>
/// <param name="Verify">Public key, message, signature and context string to whether it verifies.</param>
internal sealed record MamlAlgorithm(string Name, int PublicKeySize, int SignatureSize, Func<byte[], byte[], byte[], byte[], bool> Verify)
{
    /// <summary>Finds an algorithm by its exact name.</summary>
    public static bool TryFind(string? name, [NotNullWhen(true)] out MamlAlgorithm? algorithm)
    {
        algorithm = MlDsaParameterSets.TryParse(name, out var set)
            ? new(set.Name(), set.PublicKeySize(), set.SignatureSize(), (key, message, signature, context) => MlDsa.Provider.Verify(set, key, message, signature, context))
            : null;
        return algorithm is not null;
    }
}

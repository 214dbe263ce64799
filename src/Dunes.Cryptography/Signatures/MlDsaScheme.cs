namespace Dunes.Cryptography.Signatures;

/// <summary>ML-DSA of one parameter set, on the process's provider.</summary>
internal sealed class MlDsaScheme(MlDsaParameterSet set) : SignatureScheme
{
    public override string Algorithm => set.Name();

    public override int SecretSize => MlDsaParameterSets.SeedSize;

    public override int PublicKeySize => set.PublicKeySize();

    public override int SignatureSize => set.SignatureSize();

    public override bool HasExternalMu => true;

    public override ISigningKey Import(ReadOnlySpan<byte> secret) => MlDsa.Provider.Import(set, secret);

    public override bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> context) =>
        MlDsa.Provider.Verify(set, publicKey, message, signature, context);

    public override bool VerifyMu(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> mu, ReadOnlySpan<byte> signature) =>
        MlDsa.Provider.VerifyMu(set, publicKey, mu, signature);
}

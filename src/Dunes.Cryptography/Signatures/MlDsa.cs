namespace Dunes.Cryptography.Signatures;

/// <summary>The process's ML-DSA implementation.</summary>
public static class MlDsa
{
    /// <summary>The platform's implementation where there is one (several times faster), else BouncyCastle. Both pass the same vectors.</summary>
    public static IMlDsa Provider { get; } = PlatformMlDsa.IsSupported ? new PlatformMlDsa() : new BouncyCastleMlDsa();
}

namespace Dunes.Cryptography.Tests.RootKeys.Pkcs11;

/// <summary>All tests that use the one PKCS#11 library of this process, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SoftHsmCollection : ICollectionFixture<SoftHsm>
{
    public const string Name = "SoftHSM";
}

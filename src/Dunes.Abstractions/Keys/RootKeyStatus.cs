namespace Dunes.Abstractions.Keys;

/// <summary>The cluster root key as one silo sees it.</summary>
/// <param name="Sealed">Whether no provider opens it: everything that needs keys answers DUNES-ROOT-001.</param>
/// <param name="CurrentVersion">The version that seals now; 0 while sealed.</param>
/// <param name="Versions">All versions, oldest first.</param>
/// <param name="Providers">The configured providers.</param>
[GenerateSerializer, Immutable, Alias("dunes.root.status")]
public sealed record RootKeyStatus(
    [property: Id(0)] bool Sealed,
    [property: Id(1)] int CurrentVersion,
    [property: Id(2)] IReadOnlyList<RootKeyVersionInfo> Versions,
    [property: Id(3)] IReadOnlyList<KekProviderStatus> Providers);

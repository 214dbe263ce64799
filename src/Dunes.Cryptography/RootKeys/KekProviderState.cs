namespace Dunes.Cryptography.RootKeys;

/// <summary>A configured KEK provider as it was when it was last called.</summary>
/// <param name="Id">The <see cref="IKekProvider.Id"/>.</param>
/// <param name="HasWrapped">Whether it has wrapped the newest version of the root key, so that it alone could open it.</param>
/// <param name="Failure">Why it does not work: code and reason, without secrets; null when it works.</param>
public sealed record KekProviderState(string Id, bool HasWrapped, string? Failure);

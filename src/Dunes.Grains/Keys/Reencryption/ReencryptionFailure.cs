namespace Dunes.Grains.Keys.Reencryption;

/// <summary>An item that does not open.</summary>
/// <param name="Item">What it is, without content.</param>
/// <param name="Code">Why: the code of an integrity error.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.reencryption-failure")]
internal sealed record ReencryptionFailure([property: Id(0)] string Item, [property: Id(1)] string Code);

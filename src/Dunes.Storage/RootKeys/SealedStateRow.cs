namespace Dunes.Storage.RootKeys;

/// <summary>A row of grain state as it is stored: sealed.</summary>
/// <param name="Position">Where it stands in the order of all rows; text that <see cref="IRootSealedStore.ScanStateAsync"/> takes.</param>
/// <param name="ServiceId">The cluster's service id.</param>
/// <param name="StateName">Name of the state.</param>
/// <param name="Version">The ETag.</param>
/// <param name="Payload">What the storage provider stored.</param>
public sealed record SealedStateRow(string Position, string ServiceId, string StateName, int Version, byte[] Payload);

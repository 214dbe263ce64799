namespace Dunes.Gateway.Api.Keys.Seal;

/// <summary>Fresh data keys.</summary>
/// <param name="DataKeys">As many as were asked for.</param>
internal sealed record DataKeysAnswer(IReadOnlyList<DataKey> DataKeys);

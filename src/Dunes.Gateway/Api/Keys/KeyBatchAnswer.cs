namespace Dunes.Gateway.Api.Keys;

/// <summary>The results of a batch.</summary>
/// <param name="Results">In the order of the items; each has its result or its error.</param>
internal sealed record KeyBatchAnswer<T>(IReadOnlyList<T> Results);

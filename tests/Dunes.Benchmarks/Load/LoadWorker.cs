namespace Dunes.Benchmarks.Load;

/// <summary>One connection and the requests that it sends, again and again in this order.</summary>
internal sealed record LoadWorker(RawHttpConnection Connection, IReadOnlyList<byte[]> Requests);

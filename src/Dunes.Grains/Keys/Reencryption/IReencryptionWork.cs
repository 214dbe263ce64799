using Dunes.Abstractions.Errors;

namespace Dunes.Grains.Keys.Reencryption;

/// <summary>What a run seals anew. Everything is done by conditional writes: it may be done twice, and by two at once.</summary>
internal interface IReencryptionWork
{
    /// <summary>The newest version of the key.</summary>
    Task<ReencryptionTarget> FindTargetAsync();

    /// <summary>How many items are sealed under other versions than <paramref name="version"/>, as far as this run is concerned.</summary>
    Task<long> CountAsync(int version);

    /// <summary>Seals at most <paramref name="limit"/> items anew, from a position on (null: from the start); durable when it returns.</summary>
    /// <exception cref="DunesException">Nothing can be done now, or, when it is Gone, ever.</exception>
    Task<ReencryptionBatch> DoAsync(int version, string? cursor, int limit);
}

using System.Collections.Concurrent;

namespace Dunes.Storage.Sessions;

/// <summary>
/// Contexts whose last append failed. The database alone cannot refuse what was sent after it: when another activation took a place, the next place
/// has a predecessor again, only not the one that the sender knew. So everything is refused that was sent before the context was read again.
/// </summary>
internal sealed class RefusedContexts
{
    private const long UntilRead = long.MaxValue;

    // Context id to the last ticket that is refused. An entry goes when a later append comes.
    private readonly ConcurrentDictionary<string, long> lastRefused = new(StringComparer.Ordinal);

    /// <summary>An append of the context failed.</summary>
    public void Add(string contextId) => lastRefused[contextId] = UntilRead;

    /// <summary>The context is being read: appends after <paramref name="ticket"/> know what is stored.</summary>
    public void Reread(string contextId, long ticket) => lastRefused.TryUpdate(contextId, ticket, UntilRead);

    /// <summary>Whether an append was sent without knowing of the failure.</summary>
    public bool Contains(string contextId, long ticket)
    {
        if (!lastRefused.TryGetValue(contextId, out var last))
            return false;
        if (ticket <= last)
            return true;

        lastRefused.TryRemove(KeyValuePair.Create(contextId, last));
        return false;
    }
}

using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>Does the items of a call, on all processors, each with its own error.</summary>
internal static class KeyBatch
{
    /// <summary>Most items of a call.</summary>
    public const int MaxItems = 1_000;

    /// <summary>Refuses a batch without items or with too many.</summary>
    public static void RequireSize(int count)
    {
        if (count is < 1 or > MaxItems)
            throw KeyUseErrors.BadBatch(MaxItems);
    }

    /// <summary>
    /// Does <paramref name="operation"/> for every item; results come in the order of the items. What is wrong with an item becomes the item's
    /// result; what concerns all of them, such as a key that is used up or a store that does not answer, fails the call.
    /// </summary>
    public static async Task<IReadOnlyList<TResult>> RunAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, Func<TItem, ValueTask<TResult>> operation, Func<KeyItemError, TResult> failed)
    {
        RequireSize(items.Count);
        var results = new TResult[items.Count];
        var usedUp = new DunesException?[items.Count];
        await ForEachAsync(items.Count, async i =>
        {
            try
            {
                results[i] = await operation(items[i]);
            }
            catch (DunesException e) when (e.Kind is not (ErrorKind.Unavailable or ErrorKind.Unknown))
            {
                results[i] = failed(new KeyItemError(e.Code, e.Message, e.Kind));
                usedUp[i] = e.Kind == ErrorKind.Exhausted ? e : null;
            }
        });
        return usedUp.All(error => error is not null) ? throw usedUp[0]! : results;
    }

    /// <summary>Does something <paramref name="count"/> times.</summary>
    public static async Task ForEachAsync(int count, Func<int, ValueTask> body)
    {
        // One item is not worth the hop to another thread.
        if (count == 1)
        {
            await body(0);
            return;
        }

        // A grain's turn has one thread. The items touch nothing of the grain, only the cache, which is made for many threads; so they leave the
        // grain's scheduler for the thread pool, and the grain goes on, on its own scheduler, when all are done. Meanwhile it takes other calls.
        var options = new ParallelOptions { TaskScheduler = TaskScheduler.Default, MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForAsync(0, count, options, (i, _) => body(i));
    }
}

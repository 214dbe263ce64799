namespace Dunes.Cryptography.RootKeys.Pkcs11;

/// <summary>
/// Runs native calls that block and cannot be cancelled. A caller stops waiting at its time limit; the call itself goes on and keeps its place
/// until it returns, so that a device that hangs costs a bounded number of threads. Safe for concurrent use.
/// </summary>
internal sealed class BlockingCalls(int limit, TimeSpan timeout, TimeProvider timeProvider)
{
    private readonly SemaphoreSlim places = new(limit);

    /// <summary>Runs a call on a thread of the pool.</summary>
    /// <param name="call">The call.</param>
    /// <param name="discard">Gets a result that nobody waited for any more.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TimeoutException">No answer within the time limit, waiting for a place included.</exception>
    public async Task<T> RunAsync<T>(Func<T> call, Action<T> discard, CancellationToken cancellationToken)
    {
        using var limitReached = new CancellationTokenSource(timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limitReached.Token, cancellationToken);
        try
        {
            await places.WaitAsync(either.Token).ConfigureAwait(false);
            var running = Task.Run(
                () =>
                {
                    try
                    {
                        return call();
                    }
                    finally
                    {
                        places.Release();
                    }
                },
                CancellationToken.None);
            try
            {
                return await running.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                _ = DiscardAsync(running, discard);
                throw;
            }
        }
        catch (OperationCanceledException) when (limitReached.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    private static async Task DiscardAsync<T>(Task<T> running, Action<T> discard)
    {
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.IsCompletedSuccessfully)
            discard(await running.ConfigureAwait(false));
    }
}

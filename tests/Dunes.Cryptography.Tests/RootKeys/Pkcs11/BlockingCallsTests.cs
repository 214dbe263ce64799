using Dunes.Cryptography.RootKeys.Pkcs11;
using Microsoft.Extensions.Time.Testing;

namespace Dunes.Cryptography.Tests.RootKeys.Pkcs11;

public sealed class BlockingCallsTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider time = new();
    private readonly ManualResetEventSlim hang = new();

    public void Dispose() => hang.Dispose();

    [Fact]
    public async Task Gives_the_result_or_the_error_of_the_call()
    {
        var calls = new BlockingCalls(1, Limit, time);
        Assert.Equal(7, await calls.RunAsync(() => 7, Unexpected, default));
        await Assert.ThrowsAsync<InvalidDataException>(() => calls.RunAsync<int>(() => throw new InvalidDataException(), Unexpected, default));
        Assert.Equal(8, await calls.RunAsync(() => 8, Unexpected, default));
    }

    [Fact]
    public async Task A_call_that_hangs_is_given_up_on_keeps_its_place_and_its_late_result_is_discarded()
    {
        var calls = new BlockingCalls(1, Limit, time);
        var discarded = new TaskCompletionSource<int>();
        var (stuck, started) = Hang(calls, discarded.SetResult, default);
        await started.WaitAsync(Patience);
        time.Advance(Limit);
        await Assert.ThrowsAsync<TimeoutException>(() => stuck);

        var ran = false;
        var waiting = calls.RunAsync(() => ran = true, static _ => { }, default);
        time.Advance(Limit);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        Assert.False(ran);

        hang.Set();
        Assert.Equal(1, await discarded.Task.WaitAsync(Patience));
        Assert.Equal(9, await calls.RunAsync(() => 9, Unexpected, default));
    }

    [Fact]
    public async Task A_caller_may_stop_waiting()
    {
        var calls = new BlockingCalls(1, Limit, time);
        var discarded = new TaskCompletionSource<int>();
        using var stop = new CancellationTokenSource();
        var (stuck, started) = Hang(calls, discarded.SetResult, stop.Token);
        await started.WaitAsync(Patience);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stuck);
        hang.Set();
        Assert.Equal(1, await discarded.Task.WaitAsync(Patience));
    }

    private static void Unexpected(int result) => Assert.Fail($"{result} was waited for.");

    private (Task<int> Call, Task Started) Hang(BlockingCalls calls, Action<int> discard, CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource();
        var call = calls.RunAsync(
            () =>
            {
                started.SetResult();
                hang.Wait();
                return 1;
            },
            discard,
            cancellationToken);
        return (call, started.Task);
    }
}

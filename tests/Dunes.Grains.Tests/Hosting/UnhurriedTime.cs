namespace Dunes.Grains.Tests.Hosting;

/// <summary>Real time, in which short pauses end and limits do not.</summary>
/// <param name="limits">What is as long as this, or longer, is a limit.</param>
internal sealed class UnhurriedTime(TimeSpan limits) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime >= limits ? Timeout.InfiniteTimeSpan : dueTime, period);
}

namespace Dunes.Server.Commands.Keys.Files;

/// <summary>Turns bytes done into a part of all.</summary>
/// <param name="expected">How many there will be, as far as that is known.</param>
/// <param name="progress">Told the part.</param>
internal sealed class ByteProgress(long expected, IProgress<double> progress) : IProgress<long>
{
    /// <summary>Bytes done so far.</summary>
    public long Count { get; private set; }

    public void Report(long value)
    {
        Count = value;
        progress.Report(expected <= 0 ? 1 : Math.Min(1, (double)value / expected));
    }
}

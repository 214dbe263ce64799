using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Sessions;

namespace Dunes.Grains.Sessions.Streams;

/// <summary>
/// The messages on the way to one reader: kept until the reader asks for what follows them, so that a read may be repeated.
/// Runs on its grain's turns only.
/// </summary>
internal sealed class MessageStream(string id)
{
    /// <summary>Most messages that are kept.</summary>
    public const int MaxMessages = 1024;

    /// <summary>Most bytes that are kept, 16 MiB; a single message may be as long.</summary>
    public const long MaxBytes = 16 << 20;

    private readonly List<byte[]> messages = [];
    private TaskCompletionSource? arrival;
    private int first;
    private long bytes;
    private Exception? failure;

    /// <summary>Its name within the context.</summary>
    public string Id { get; } = id;

    /// <summary>Nothing more will come.</summary>
    public bool Ended { get; private set; }

    /// <summary>When it ended, or when it was read last.</summary>
    public DateTimeOffset Touched { get; set; }

    /// <summary>Somebody waits for a message now.</summary>
    public int Readers { get; private set; }

    /// <summary>Adds a message; false when the bounds are reached, and then the reader is too slow to be served.</summary>
    public bool TryAppend(byte[] message)
    {
        if (Ended || messages.Count >= MaxMessages || bytes + message.Length > MaxBytes)
            return false;
        Add(message);
        Wake();
        return true;
    }

    /// <summary>Adds the answer, which MUST be durable, and ends the stream.</summary>
    public void Complete(byte[] answer)
    {
        Add(answer);
        Ended = true;
        Wake();
    }

    /// <summary>Ends the stream: what it holds can be read, then reading throws.</summary>
    public void Fail(Exception exception)
    {
        if (Ended)
            return;
        failure = exception;
        Ended = true;
        Wake();
    }

    /// <summary>Whether there is something for a reader that wants <paramref name="next"/>.</summary>
    public bool HasNews(int next) => Ended || first + messages.Count > next;

    /// <summary>Returns when there is news, or after <paramref name="patience"/>.</summary>
    public async Task WaitAsync(int next, TimeSpan patience, TimeProvider time)
    {
        if (HasNews(next))
            return;
        // Whoever wakes a reader is on a turn of the same grain, so the reader may go on at once: no hop through the thread pool.
        arrival ??= new();
        Readers++;
        try
        {
            await arrival.Task.WaitAsync(patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
        finally
        {
            Readers--;
        }
    }

    /// <summary>
    /// The messages from <paramref name="next"/> on (0: from the oldest that is kept); those before it are forgotten. Throws the failure once all before it was read,
    /// and <c>DUNES-CTX-014</c> (Invalid) when <paramref name="next"/> is not one that the stream can give.
    /// </summary>
    public StreamPage Read(int next)
    {
        if (next == 0)
            next = first;
        if (next < first || next > first + messages.Count)
            throw new DunesException("DUNES-CTX-014", ErrorKind.Invalid, $"The stream cannot be read from {next}: it holds {first} to {first + messages.Count}.");
        foreach (var message in messages.Take(next - first))
            bytes -= message.Length;
        messages.RemoveRange(0, next - first);
        first = next;
        if (messages.Count == 0 && failure is not null)
            throw failure;
        return new StreamPage(Id, first + messages.Count, messages.ToArray(), Ended && failure is null);
    }

    private void Add(byte[] message)
    {
        messages.Add(message);
        bytes += message.Length;
    }

    private void Wake()
    {
        var waiting = arrival;
        arrival = null;
        waiting?.TrySetResult();
    }
}

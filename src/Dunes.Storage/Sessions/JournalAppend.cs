namespace Dunes.Storage.Sessions;

/// <summary>An entry on its way to the database, and who waits for it.</summary>
internal sealed class JournalAppend(JournalEntry entry, long ticket)
{
    // Continuations never run on the writer: a caller's turn must not hold up everybody's commits.
    private readonly TaskCompletionSource durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JournalEntry Entry { get; } = entry;

    /// <summary>Place in the order of all appends of this process.</summary>
    public long Ticket { get; } = ticket;

    public Task Durable => durable.Task;

    public void Complete() => durable.TrySetResult();

    public void Fail(Exception exception) => durable.TrySetException(exception);
}

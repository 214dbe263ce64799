namespace Dunes.Storage.Sessions;

/// <summary>Writes a batch of the journal in one transaction.</summary>
internal interface IJournalBatchWriter
{
    /// <summary>
    /// Writes all runs or nothing; durable when it returns true. False when a sequence number is taken or the entry before a run is not stored.
    /// Any exception but a refusal of the values means that it is unknown whether they were written.
    /// </summary>
    Task<bool> TryWriteAsync(IReadOnlyList<JournalRun> runs);
}

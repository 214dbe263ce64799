using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Dunes.Storage.Databases;

/// <summary>
/// SQLite in write-ahead mode: many readers, one writer. All own writes wait in line here for the one writing connection instead of in SQLite's
/// busy loop; Orleans' grain storage writes through connections of its own, one statement at a time.
/// </summary>
internal sealed class SqliteDatabase(DunesStorageOptions options) : IDatabase
{
    private readonly SqliteDataSource source = new(options);
    private readonly SemaphoreSlim turn = new(1, 1);
    private SqliteConnection? writer;

    public DbDataSource Source => source;

    public async Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            // The library is synchronous: off the caller's thread, because a commit waits for the disk.
            return await Task.Run(() => WriteInTurnAsync(work), CancellationToken.None);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Waits for the write that runs. Called once for each type that the container knows this object by.</summary>
    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync();
        try
        {
            if (writer is not null)
                await writer.DisposeAsync();
            writer = null;
            await source.DisposeAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<T> WriteInTurnAsync<T>(Func<DbTransaction, Task<T>> work)
    {
        writer ??= source.Open();
        try
        {
            // Immediate: the write lock is taken before anything is read, so that nothing that was read can be stale.
            await using var transaction = writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            var result = await work(transaction);
            await transaction.CommitAsync();
            return result;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode != SQLitePCL.raw.SQLITE_CONSTRAINT)
        {
            // After a failure of the disk or the file, a new connection is the only one that is known to be sound.
            await writer.DisposeAsync();
            writer = null;
            throw;
        }
    }
}

using System.Data.Common;

namespace Dunes.Storage.Databases;

/// <summary>The one database of a process: pooled connections to read, transactions to write.</summary>
internal interface IDatabase : IAsyncDisposable
{
    /// <summary>Opens pooled connections; for reading, and for Orleans' own providers.</summary>
    DbDataSource Source { get; }

    /// <summary>Runs <paramref name="work"/> in a transaction; durable when this returns, rolled back when it throws.</summary>
    Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken);
}

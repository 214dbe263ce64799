using DbUp.Builder;

namespace Dunes.Storage.Migrations;

/// <summary>A locked database, ready to be migrated. Disposing it lets the next process in; what was not committed is rolled back.</summary>
internal interface IMigrationSession : IAsyncDisposable
{
    /// <summary>Folder of the scripts, and last part of their resource names' prefix.</summary>
    string Folder { get; }

    /// <summary>An engine over the database.</summary>
    UpgradeEngineBuilder Engine();

    /// <summary>Makes the migration durable.</summary>
    Task CommitAsync();
}

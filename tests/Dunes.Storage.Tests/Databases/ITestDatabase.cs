namespace Dunes.Storage.Tests.Databases;

/// <summary>A new, empty database for one test.</summary>
public interface ITestDatabase : IDisposable
{
    Task<DunesStorageOptions> CreateAsync();
}

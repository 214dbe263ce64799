using Dunes.EndToEnd.Tests.Hosting;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>A server for the tests of a class, with an administrator of its default tenant.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    /// <summary>The server.</summary>
    public DunesProcess Server { get; private set; } = null!;

    /// <summary>May do everything in the tenant.</summary>
    internal KeysClient Admin { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await DunesProcess.StartAsync(null, "--no-demo");
        Admin = await KeysClient.OfAsync(Server, "admin");
    }

    public async ValueTask DisposeAsync()
    {
        Admin?.Dispose();
        if (Server is not null)
            await Server.DisposeAsync();
    }
}

using Dunes.Gateway.Identity;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Dunes.Gateway.Hosting;

/// <summary>
/// Runs after the silo or client has connected, because hosted services start in the order of registration, and before Kestrel
/// accepts, because the host keeps the web server for last: no request finds the issuer without keys, unless the cluster is sealed.
/// </summary>
internal sealed class GatewayStart(IssuerKeys keys, LocalCredential credential, IOptions<GatewayOptions> options, IHostApplicationLifetime lifetime) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await keys.LoadAsync(cancellationToken, lifetime.ApplicationStopping);
        credential.WriteTo(options.Value.DataDirectory);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Dunes.Grains.Tests.Hosting;

/// <summary>What a test does not show must not end it: limits that only a slow machine reaches.</summary>
internal static class SlowMachine
{
    /// <summary>Longer than anything takes that does not hang.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Lets calls between grains, and the end of a silo, take their time.</summary>
    public static ISiloBuilder WaitLong(this ISiloBuilder silo)
    {
        silo.Services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = options.SystemResponseTimeout = 2 * Limit);
        silo.Services.Configure<HostOptions>(options => options.ShutdownTimeout = 2 * Limit);
        return silo;
    }
}

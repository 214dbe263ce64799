using System.Collections.Concurrent;
using Dunes.Storage.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dunes.Grains.Tests.Hosting;

/// <summary>The security log, with a door that can be shut and an error that can be set.</summary>
internal sealed class GatedSecurityLog : ISecurityLog
{
    private TaskCompletionSource open = new();
    private int waiting;
    private ISecurityLog inner = null!;

    public GatedSecurityLog() => open.SetResult();

    public ConcurrentQueue<int> Batches { get; } = [];

    public Exception? Failure { get; set; }

    public int Waiting => Volatile.Read(ref waiting);

    public void Register(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(ISecurityLog)).ImplementationType!;
        services.Replace(ServiceDescriptor.Singleton<ISecurityLog>(provider =>
        {
            inner = (ISecurityLog)ActivatorUtilities.CreateInstance(provider, real);
            return this;
        }));
    }

    public void Close() => open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => open.SetResult();

    public async Task AppendAsync(IReadOnlyList<SecurityLogRow> rows, CancellationToken cancellationToken)
    {
        Batches.Enqueue(rows.Count);
        Interlocked.Increment(ref waiting);
        await open.Task;
        Interlocked.Decrement(ref waiting);
        if (Failure is not null)
            throw Failure;
        await inner.AppendAsync(rows, cancellationToken);
    }

    public Task<IReadOnlyList<SecurityLogRow>> ReadNewestAsync(string? tenant, string? eventType, int limit, CancellationToken cancellationToken) =>
        inner.ReadNewestAsync(tenant, eventType, limit, cancellationToken);
}

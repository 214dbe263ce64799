using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Abstractions.Mcp;
using Dunes.Abstractions.Sessions;
using static Dunes.Grains.Tests.Sessions.SessionFixture;

namespace Dunes.Grains.Tests.Sessions;

/// <summary>A tenant of a test's own: what happens to its keys is no other test's concern.</summary>
internal sealed class TenantContexts(SessionSilo silo)
{
    public string Tenant { get; } = "t-" + Guid.NewGuid().ToString("N");

    public Principal Agent => new(Tenant, "https://issuer", "agent", "agent", [Roles.Agent]);

    public Principal Operator => new(Tenant, "https://issuer", "operator", "cli", [Roles.Operator]);

    public Principal Admin => new(Tenant, "https://issuer", "admin", "cli", [Roles.Admin]);

    public IKeyGrain Key => silo.Grains.GetGrain<IKeyGrain>(KeyName.ContextSealing(Tenant).ToString());

    public IReencryptionGrain Reencryption => silo.Grains.GetGrain<IReencryptionGrain>(KeyName.ContextSealing(Tenant).ToString());

    public IContextDirectoryGrain Directory => silo.Grains.GetGrain<IContextDirectoryGrain>(Tenant);

    public async Task<ISessionGrain> OpenAsync()
    {
        var session = silo.Grains.GetGrain<ISessionGrain>("context-" + Guid.NewGuid().ToString("N"));
        await session.OpenAsync(new OpenContext(Agent, "web", ProtocolEra.Legacy, "test/1"));
        return session;
    }

    public IContextRecordGrain Record(ISessionGrain session) => silo.Grains.GetGrain<IContextRecordGrain>(session.GetPrimaryKeyString());

    /// <summary>Records so many exchanges more and waits until a head covers them.</summary>
    public async Task RecordAsync(ISessionGrain session, int count)
    {
        var size = (await session.DescribeAsync(Agent)).Size;
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => session.SendAsync(Agent, Call((int)size + i))));
        await SessionGrainTests.EventuallyAsync(async () => (await session.DescribeAsync(Agent)).SignedSize == size + count);
    }

    public async Task<ReencryptionStatus> FinishedAsync()
    {
        await SessionGrainTests.EventuallyAsync(async () => (await Reencryption.GetStatusAsync(Operator)).FinishedAt is not null);
        return await Reencryption.GetStatusAsync(Operator);
    }
}

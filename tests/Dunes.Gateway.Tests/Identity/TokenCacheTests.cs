using System.Security.Claims;
using Dunes.Abstractions.Identity;
using Dunes.Gateway.Identity;

namespace Dunes.Gateway.Tests.Identity;

public sealed class TokenCacheTests
{
    private static readonly Principal Caller = new("default", "issuer", "subject", "client", [Roles.Agent]);

    private readonly TokenCache cache = new(TimeProvider.System);

    [Fact]
    public async Task A_token_is_not_found_before_its_acceptance_is_durable()
    {
        var durable = new TaskCompletionSource();
        var first = cache.AddAsync("token", Entry(durable.Task));
        var second = cache.AddAsync("token", Entry(Task.FromException(new InvalidOperationException("recorded twice"))));
        Assert.Null(cache.Find("token"));
        Assert.False(second.IsCompleted);

        durable.SetResult();
        Assert.Same(await first, await second);
        Assert.Same(await first, cache.Find("token"));
    }

    [Fact]
    public async Task A_token_whose_acceptance_cannot_be_recorded_is_forgotten()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => cache.AddAsync("token", Entry(Task.FromException(new InvalidOperationException()))));
        Assert.Null(cache.Find("token"));
        await cache.AddAsync("token", Entry(Task.CompletedTask));
        Assert.NotNull(cache.Find("token"));
    }

    private static TokenCache.Entry Entry(Task recorded) =>
        new(new ClaimsPrincipal(), Caller, TimeProvider.System.GetUtcNow().AddHours(1), new(() => recorded));
}

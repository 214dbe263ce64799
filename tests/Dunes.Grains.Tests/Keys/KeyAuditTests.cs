using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Tests.Hosting;

namespace Dunes.Grains.Tests.Keys;

public sealed class KeyAuditTests
{
    [Fact]
    public async Task A_version_whose_event_is_not_durable_is_not_used_and_is_reported_once_when_that_is_possible_again()
    {
        await using var database = await TestDatabase.CreateAsync();
        var log = new GatedSecurityLog();
        await using var silo = await TestSilo.StartAsync(database, log.Register);
        var key = silo.Key("t/audited");
        await key.EnsureAsync(new("DC2K-1", null));

        log.Failure = new IOException("no database");
        await RefusedAsync(key.RotateAsync(1));
        await RefusedAsync(key.GetRingAsync());
        await silo.ForgetAsync(key);
        await RefusedAsync(key.GetRingAsync());

        log.Failure = null;
        Assert.Equal(2, (await key.GetRingAsync()).Info.CurrentVersion);
        await key.GetRingAsync();
        Assert.Equal(1, await database.ReadAsync<long>("SELECT count(*) FROM security_logs WHERE event_type = 'key.rotated' AND resource_uid = 't/audited'"));

        async Task RefusedAsync(Task call)
        {
            while (!call.IsCompleted)
            {
                silo.Time.Advance(TimeSpan.FromMilliseconds(500));
                await Task.WhenAny(call, Task.Delay(20));
            }

            var e = await Assert.ThrowsAsync<DunesException>(() => call);
            Assert.Equal(("DUNES-AUDIT-001", ErrorKind.Unavailable), (e.Code, e.Kind));
        }
    }
}

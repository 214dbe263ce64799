using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Tests.Hosting;

namespace Dunes.Grains.Tests.State;

public sealed class SealedGrainStorageTests : IAsyncLifetime
{
    private static readonly KeySpec Signing = new() { Algorithm = KeyAlgorithms.MlDsa44 };
    private TestDatabase database = null!;
    private TestSilo silo = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        silo = await TestSilo.StartAsync(database);
    }

    public async ValueTask DisposeAsync()
    {
        await silo.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_byte_flipped_anywhere_in_a_row_is_an_integrity_error_that_names_it()
    {
        var key = silo.Key("t/flip");
        var info = await key.EnsureAsync(Signing);
        var row = (await database.ReadStateAsync("key", "t/flip"))!;
        foreach (var position in (int[])[0, 4, 5, 7, 11, 20, 30, 60, 84, row.Length / 2, row.Length - 1])
        {
            var flipped = row.ToArray();
            flipped[position] ^= 0x10;
            await StoreAsync(key, "t/flip", flipped);
            await AssertRefusedAsync(key, "t/flip");
        }

        await StoreAsync(key, "t/flip", row[..^1]);
        await AssertRefusedAsync(key, "t/flip");
        await StoreAsync(key, "t/flip", row);
        Assert.Equal(info.Versions[0].PublicKey, (await key.DescribeAsync(null)).Versions[0].PublicKey);
    }

    [Fact]
    public async Task Rows_that_were_swapped_are_refused_both()
    {
        var (a, b) = (silo.Key("t/a"), silo.Key("t/b"));
        await a.EnsureAsync(Signing);
        await b.EnsureAsync(Signing);
        var (rowA, rowB) = ((await database.ReadStateAsync("key", "t/a"))!, (await database.ReadStateAsync("key", "t/b"))!);
        await StoreAsync(a, "t/a", rowB);
        await StoreAsync(b, "t/b", rowA);
        await AssertRefusedAsync(a, "t/a");
        await AssertRefusedAsync(b, "t/b");
    }

    [Fact]
    public async Task A_row_shows_nothing_of_the_state()
    {
        var info = await silo.Key("t/hidden").EnsureAsync(Signing with { Description = "nobody reads this" });
        var row = (await database.ReadStateAsync("key", "t/hidden"))!;
        Assert.Equal(-1, row.AsSpan().IndexOf("nobody"u8));
        Assert.Equal(-1, row.AsSpan().IndexOf(info.KeyId.ToByteArray()));
        Assert.Equal(-1, row.AsSpan().IndexOf("ML-DSA"u8));
    }

    [Fact]
    public async Task After_a_write_that_failed_the_grain_shows_what_is_stored_and_works_again()
    {
        var key = silo.Key("t/fails");
        await key.EnsureAsync(Signing);
        await database.ExecuteAsync("CREATE TRIGGER full BEFORE UPDATE ON OrleansStorage BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        var e = await Assert.ThrowsAsync<DunesException>(() => key.RotateAsync(null, 1));
        Assert.Equal(("DUNES-STORE-104", ErrorKind.Unknown), (e.Code, e.Kind));
        Assert.DoesNotContain("disk full", e.Message);

        await database.ExecuteAsync("DROP TRIGGER full");
        Assert.Equal(1, (await key.DescribeAsync(null)).CurrentVersion);
        Assert.Equal(2, (await key.RotateAsync(null, 1)).CurrentVersion);
    }

    private async Task StoreAsync(IKeyGrain key, string name, byte[] row)
    {
        try
        {
            await silo.ForgetAsync(key);
        }
        catch (DunesException)
        {
            // It has no activation, for its row is refused.
        }

        await database.WriteStateAsync("key", name, row);
    }

    private static async Task AssertRefusedAsync(IKeyGrain key, string name)
    {
        var e = await Assert.ThrowsAsync<DunesException>(() => key.DescribeAsync(null));
        Assert.Equal(("DUNES-STORE-101", ErrorKind.Integrity), (e.Code, e.Kind));
        Assert.Contains(name, e.Message);
    }
}

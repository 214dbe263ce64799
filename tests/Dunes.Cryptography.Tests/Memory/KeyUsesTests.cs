using Dunes.Cryptography.Memory;

namespace Dunes.Cryptography.Tests.Memory;

public sealed class KeyUsesTests
{
    [Fact]
    public void Wipes_after_the_last_use_and_only_once()
    {
        var wiped = 0;
        var uses = new KeyUses(() => wiped++);
        uses.Begin(this);
        uses.Begin(this);
        uses.Close();
        Assert.Equal(0, wiped);
        Assert.Throws<ObjectDisposedException>(() => uses.Begin(this));
        uses.End();
        Assert.Equal(0, wiped);
        uses.End();
        Assert.Equal(1, wiped);
        uses.Close();
        Assert.Throws<ObjectDisposedException>(() => uses.Begin(this));
        Assert.InRange(wiped, 1, 4); // Wiping again what is wiped does no harm.
    }

    [Fact]
    public async Task No_use_ever_sees_a_wiped_key()
    {
        for (var round = 0; round < 300; round++)
        {
            var secret = new byte[64];
            secret.AsSpan().Fill(7);
            var uses = new KeyUses(() => secret.AsSpan().Clear());
            var users = Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            {
                while (true)
                {
                    try
                    {
                        uses.Begin(secret);
                    }
                    catch (ObjectDisposedException)
                    {
                        return true;
                    }

                    Assert.True(secret.AsSpan().IndexOfAnyExcept((byte)7) < 0);
                    uses.End();
                }
            })).ToArray();
            await Task.Yield();
            uses.Close();
            Assert.All(await Task.WhenAll(users), Assert.True);
            Assert.True(secret.AsSpan().IndexOfAnyExcept((byte)0) < 0);
        }
    }
}

using Dunes.Abstractions.Errors;
using Dunes.Grains.Sessions.Streams;
using Dunes.Grains.Tests.Hosting;

namespace Dunes.Grains.Tests.Sessions;

public sealed class MessageStreamTests
{
    private readonly MessageStream stream = new("s");

    [Fact]
    public void A_read_may_be_repeated_until_the_reader_goes_on()
    {
        stream.TryAppend([1]);
        stream.TryAppend([2]);
        Assert.Equal(2, stream.Read(0).Messages.Count);
        Assert.Equal(2, stream.Read(0).Messages.Count);
        stream.Complete([3]);
        var rest = stream.Read(2);
        Assert.Equal([3], Assert.Single(rest.Messages));
        Assert.True(rest.Completed);
        Assert.Equal(3, rest.Next);
        Assert.Equal("DUNES-CTX-014", Assert.Throws<DunesException>(() => stream.Read(1)).Code);
        Assert.Equal("DUNES-CTX-014", Assert.Throws<DunesException>(() => stream.Read(4)).Code);
        Assert.Equal([3], Assert.Single(stream.Read(0).Messages));
    }

    [Fact]
    public void What_came_before_a_failure_is_read_first()
    {
        stream.TryAppend([1]);
        stream.Fail(new InvalidOperationException());
        Assert.False(stream.Read(0).Completed);
        Assert.Throws<InvalidOperationException>(() => stream.Read(1));
    }

    [Fact]
    public void Holds_so_many_messages_and_bytes_and_no_more()
    {
        for (var i = 0; i < MessageStream.MaxMessages; i++)
            Assert.True(stream.TryAppend([0]));
        Assert.False(stream.TryAppend([0]));
        stream.Read(MessageStream.MaxMessages);
        Assert.True(stream.TryAppend(new byte[MessageStream.MaxBytes]));
        Assert.False(stream.TryAppend([0]));
    }

    [Fact]
    public async Task A_reader_wakes_for_a_message_and_gives_up_in_time()
    {
        var waiting = stream.WaitAsync(0, TimeSpan.FromMinutes(10), TimeProvider.System);
        Assert.Equal(1, stream.Readers);
        stream.TryAppend([1]);
        await waiting.WaitAsync(SlowMachine.Limit);
        Assert.Equal(0, stream.Readers);
        await stream.WaitAsync(1, TimeSpan.FromMilliseconds(10), TimeProvider.System);
        Assert.Empty(stream.Read(1).Messages);
    }
}

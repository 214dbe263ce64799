using System.Text;
using CsCheck;
using Dunes.Grains.Upstreams.Http;

namespace Dunes.Grains.Tests.Upstreams;

public sealed class SseReaderTests
{
    [Theory]
    [InlineData("data: a\n\n", "a")]
    [InlineData("data:a\r\n\r\n", "a")]
    [InlineData("data:a\r\r", "a")]
    [InlineData("\uFEFFdata: a\n\n", "a")]
    [InlineData("event: message\ndata: a\nid: 7\nretry: 3\n\n", "a")]
    [InlineData(": life\n\ndata: a\n: life\ndata:  b\n\n", "a\n b")]
    [InlineData("event: endpoint\ndata: x\n\ndata: a\n\n", "a")]
    [InlineData("data: a\n\ndata: cut off", "a")]
    [InlineData("data: cut off\n", "")]
    [InlineData("data\n\ndata: a\n\n", "a")]
    public async Task Reads_events_however_they_are_cut(string stream, string expected)
    {
        foreach (var chunk in new[] { 1, 2, 3, 7, 1000 })
            Assert.Equal(expected, string.Join("|", await ReadAsync(Encoding.UTF8.GetBytes(stream), chunk, 1000)));
    }

    [Fact]
    public Task Every_message_comes_whole() => Gen.Select(Gen.Int[1, 60_000].List[1, 8], Gen.Int[1, 20_000]).SampleAsync(async (sizes, chunk) =>
    {
        var stream = string.Concat(sizes.Select(s => $"event: message\ndata: {new string('x', s)}\n\n"));
        Assert.Equal(sizes, (await ReadAsync(Encoding.UTF8.GetBytes(stream), chunk, 100_000)).Select(m => m.Length));
    }, iter: 50);

    [Theory]
    [InlineData("data: ")]
    [InlineData(": ")]
    [InlineData("")]
    public async Task Refuses_a_line_without_end(string start) =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Encoding.UTF8.GetBytes(start + new string('x', 2000)), 100, 1000));

    [Fact]
    public async Task Refuses_an_event_of_too_many_lines() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data: xx\n", 400))), 100, 1000));

    private static async Task<List<string>> ReadAsync(byte[] bytes, int chunk, int max)
    {
        var messages = new List<string>();
        await foreach (var message in SseReader.ReadAsync(new ChunkedStream(bytes, chunk), max, null, default))
            messages.Add(Encoding.UTF8.GetString(message));
        return messages;
    }

    private sealed class ChunkedStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dunes.Benchmarks.Load;

/// <summary>
/// One HTTP/1.1 connection that sends ready-made bytes and reads the answer to its end. The load generator shares two cores with
/// what it measures, so it does as little as an HTTP client can: no headers are built or kept, no body is decoded.
/// </summary>
internal sealed class RawHttpConnection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[64 * 1024];
    private int filled;

    public static async Task<RawHttpConnection> OpenAsync(Uri target)
    {
        var connection = new RawHttpConnection();
        await connection.socket.ConnectAsync(IPAddress.Loopback, target.Port);
        return connection;
    }

    /// <summary>Sends and returns the status code once the whole answer has come.</summary>
    public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request)
    {
        await socket.SendAsync(request);
        filled = 0;
        int headerEnd;
        while ((headerEnd = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
            await FillAsync();
        var status = ((buffer[9] - '0') * 100) + ((buffer[10] - '0') * 10) + (buffer[11] - '0');
        if (Header(headerEnd, "content-length:"u8) is { } length)
        {
            var end = headerEnd + 4 + int.Parse(length);
            while (filled < end)
                await FillAsync();
        }
        else if (Header(headerEnd, "transfer-encoding:"u8) is not null)
        {
            while (!buffer.AsSpan(0, filled).EndsWith("0\r\n\r\n"u8))
                await FillAsync();
        }
        return status;
    }

    /// <summary>The last answer as text, for error messages.</summary>
    public string LastAnswer => Encoding.UTF8.GetString(buffer, 0, filled);

    public void Dispose() => socket.Dispose();

    private string? Header(int headerEnd, ReadOnlySpan<byte> name)
    {
        var rest = buffer.AsSpan(0, headerEnd);
        foreach (var line in rest.Split("\r\n"u8))
        {
            var text = rest[line];
            if (text.Length > name.Length && Ascii.EqualsIgnoreCase(text[..name.Length], name))
                return Encoding.ASCII.GetString(text[name.Length..]).Trim();
        }
        return null;
    }

    private async ValueTask FillAsync()
    {
        if (filled == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
        if (read == 0)
            throw new IOException("The connection was closed.");
        filled += read;
    }
}

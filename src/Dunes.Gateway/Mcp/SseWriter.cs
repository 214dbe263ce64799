using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Dunes.Gateway.Mcp;

/// <summary>Writes Server-Sent Events (WHATWG HTML, 9.2) that carry JSON-RPC messages.</summary>
internal readonly struct SseWriter
{
    private readonly PipeWriter output;

    private SseWriter(PipeWriter output) => this.output = output;

    /// <summary>Sends the headers of an event stream.</summary>
    public static SseWriter Start(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = MediaTypes.EventStream;
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        return new(response.BodyWriter);
    }

    /// <summary>One message as one event; <paramref name="id"/> only where the era knows event ids.</summary>
    public void Write(ReadOnlySpan<byte> json, string? id)
    {
        if (id is not null)
        {
            output.Write("id: "u8);
            Encoding.ASCII.GetBytes(id, output);
            output.Write("\n"u8);
        }
        output.Write("event: message\n"u8);
        // A line break in JSON is white space; in an event it ends a field.
        int end;
        while ((end = json.IndexOfAny((byte)'\r', (byte)'\n')) >= 0)
        {
            Line(json[..end]);
            json = json[(end + 1)..];
        }
        Line(json);
        output.Write("\n"u8);
    }

    /// <summary>A comment, which clients ignore: keeps proxies from closing a silent connection.</summary>
    public void KeepAlive() => output.Write(": keep-alive\n\n"u8);

    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await output.FlushAsync(cancellationToken);

    private void Line(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
            return;
        output.Write("data: "u8);
        output.Write(json);
        output.Write("\n"u8);
    }
}

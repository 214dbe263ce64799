using System.Globalization;
using System.Threading.Channels;
using Dunes.Abstractions.Mcp;

namespace Dunes.Grains.Upstreams.Stdio;

/// <summary>
/// A request on its way to a process. Clients that share a context may use the same id, and so may their progress tokens be equal:
/// each call goes out under a number of its own, which is put back on the way to the client.
/// </summary>
internal sealed class StdioCall(long number, McpMessage request)
{
    private readonly Channel<McpMessage> arrivals =
        Channel.CreateUnbounded<McpMessage>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = false });

    /// <summary>Its id towards the process.</summary>
    public long Number { get; } = number;

    /// <summary>The client's request.</summary>
    public McpMessage Request { get; } = request;

    /// <summary>A stream of notifications that lasts until the client ends it.</summary>
    public bool IsSubscription => Request.Method == "subscriptions/listen";

    /// <summary>What came for it so far, the answer last.</summary>
    public ChannelReader<McpMessage> Arrivals => arrivals.Reader;

    private string NumberText => Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The request as the process gets it.</summary>
    public byte[] Outgoing() => Request.ProgressToken.Exists
        ? Request.Splice((Request.Id, NumberText), (Request.ProgressToken, NumberText))
        : Request.Splice((Request.Id, NumberText));

    /// <summary>Hands a message on, with the client's id or token (raw JSON) where the number stood.</summary>
    public void Arrive(McpMessage message, JsonSpan numbered = default, string? original = null) =>
        arrivals.Writer.TryWrite(original is null ? message : McpMessageParser.Parse(message.Splice((numbered, original))));

    /// <summary>Hands the answer on.</summary>
    public void Answer(McpMessage answer)
    {
        var original = Request.IdText!;
        var subscription = IsSubscription ? SubscriptionTag.Find(answer) : default;
        arrivals.Writer.TryWrite(McpMessageParser.Parse(
            subscription.Exists ? answer.Splice((answer.Id, original), (subscription, original)) : answer.Splice((answer.Id, original))));
        arrivals.Writer.TryComplete();
    }

    /// <summary>Ends the call without an answer.</summary>
    public void Fail(Exception exception) => arrivals.Writer.TryComplete(exception);
}

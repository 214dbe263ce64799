namespace Dunes.Abstractions.Sessions;

/// <summary>The next messages of a stream: what the upstream sent on the way to an answer, and at last the answer.</summary>
/// <param name="Stream">The stream's id within its context; the argument of the next read.</param>
/// <param name="Next">Index of the first message that is not in this page.</param>
/// <param name="Messages">JSON-RPC messages, UTF-8, in order, as the client shall see them.</param>
/// <param name="Completed">The last message is the answer, durable; the stream has ended.</param>
[GenerateSerializer, Immutable, Alias("dunes.sessions.page")]
public sealed record StreamPage(
    [property: Id(0)] string Stream,
    [property: Id(1)] int Next,
    [property: Id(2)] IReadOnlyList<byte[]> Messages,
    [property: Id(3)] bool Completed);

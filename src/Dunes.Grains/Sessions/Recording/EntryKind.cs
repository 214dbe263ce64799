namespace Dunes.Grains.Sessions.Recording;

/// <summary>The kinds of entries.</summary>
internal static class EntryKind
{
    /// <summary>A client's request and the upstream's answer.</summary>
    public const string Exchange = "exchange";

    /// <summary>A client's notification.</summary>
    public const string Notification = "notification";

    /// <summary>An upstream's request and the client's answer.</summary>
    public const string ServerExchange = "server_exchange";
}

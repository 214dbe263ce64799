namespace Dunes.Server.Hosting;

/// <summary>What <c>dunes serve</c> says when it is ready: what somebody needs for the next step, and nothing else.</summary>
internal static class ReadyMessage
{
    /// <summary>The line before all others when no KEK provider opens the root key.</summary>
    public const string Sealed =
        "Dunes Cluster is SEALED (DUNES-ROOT-001): no KEK provider opens its root key, see the log. It unseals by itself when one does; until then what needs keys answers 503.";

    /// <summary>The lines for a gateway at <paramref name="url"/>.</summary>
    /// <param name="url">Where clients reach it.</param>
    /// <param name="dataDirectory">Where its data is.</param>
    /// <param name="isDefaultDirectory">Commands find the directory by themselves.</param>
    /// <param name="upstreams">Names of the configured upstreams.</param>
    public static string ForGateway(Uri url, string dataDirectory, bool isDefaultDirectory, IReadOnlyCollection<string> upstreams)
    {
        var root = url.AbsoluteUri.TrimEnd('/');
        var token = isDefaultDirectory ? "dunes token --role agent" : $"dunes token --role agent --data {Quote(dataDirectory)}";
        var lines = new List<string>
        {
            $"Dunes Cluster is ready at {root}",
            $"  token    {token}",
        };
        if (upstreams.Count == 0)
            lines.Add("  connect  no upstream is configured: set Dunes:Upstreams:<name>:Command or :Url");
        var shown = upstreams.Contains(DemoUpstream.Name) ? DemoUpstream.Name : upstreams.Order(StringComparer.Ordinal).FirstOrDefault();
        if (shown is not null)
            lines.Add($"  connect  claude mcp add --transport http {shown} {root}/mcp/{shown} --header \"Authorization: Bearer $({token})\"");
        lines.Add($"  data     {dataDirectory}");
        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>The lines for a process that serves no clients.</summary>
    public static string ForSilo(int port, string dataDirectory) =>
        $"Dunes Cluster silo is ready at port {port}{Environment.NewLine}  data     {dataDirectory}";

    private static string Quote(string path) => path.All(c => char.IsLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or '\\' or ':') ? path : $"'{path}'";
}

using System.ComponentModel;
using System.Globalization;
using ModelContextProtocol.Server;

namespace Dunes.DemoUpstream;

internal sealed class ClockTool(TimeProvider clock)
{
    [McpServerTool(Name = "clock", Title = "Clock", ReadOnly = true, Idempotent = false, Destructive = false, OpenWorld = false)]
    [Description("Returns the server's current time in UTC, as ISO 8601 with fractions of a second.")]
    public string Now() => clock.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}

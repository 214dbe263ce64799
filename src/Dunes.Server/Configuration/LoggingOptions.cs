namespace Dunes.Server.Configuration;

/// <summary>Section <c>Dunes:Logging</c>; the levels are those of the standard section <c>Logging:LogLevel</c>.</summary>
internal sealed class LoggingOptions
{
    /// <summary>One JSON object a line instead of one text line. Default false.</summary>
    public bool Json { get; set; }
}

using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Dunes.Server.Hosting;

/// <summary>
/// One line a record: time (UTC), level, category, message, and of an exception its types and messages.
/// The stack is written for records of Debug level and below only: an operator reads the rest.
/// </summary>
internal sealed class ConsoleLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>As console options name it.</summary>
    public const string FormatterName = "dunes";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.Write(time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        textWriter.Write(' ');
        textWriter.Write(Level(logEntry.LogLevel));
        textWriter.Write(' ');
        textWriter.Write(logEntry.Category);
        textWriter.Write(": ");
        textWriter.Write(message.ReplaceLineEndings(" "));
        for (var e = logEntry.Exception; e is not null; e = e.InnerException)
            textWriter.Write($" | {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
        if (logEntry is { Exception: { } exception, LogLevel: <= LogLevel.Debug })
            textWriter.Write($" | {exception.ToString().ReplaceLineEndings(" ")}");
        textWriter.WriteLine();
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}

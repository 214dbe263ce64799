using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Dunes.Server.Commands;

/// <summary>What commands print data with: a table for people, JSON for programs, and a progress bar when it takes more than a second.</summary>
internal sealed class CommandOutput
{
    private const int WidthWithoutTerminal = 200;

    private static readonly JsonSerializerOptions Indented = new(Client.ServerClient.Json) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>--json</c>, for a command that prints data.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON." };

    /// <summary>Prints <paramref name="value"/> as JSON.</summary>
    public static void WriteJson(ParseResult result, object value) =>
        result.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(value, Indented));

    /// <summary>A console on standard output that is as wide as the terminal, or wide enough for one row a line.</summary>
    public static IAnsiConsole Console(ParseResult result)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(result.InvocationConfiguration.Output) });
        if (System.Console.IsOutputRedirected)
            console.Profile.Width = WidthWithoutTerminal;
        return console;
    }

    /// <summary>A table without lines, as command line tools print it.</summary>
    public static Table Table(params string[] columns)
    {
        var table = new Table().NoBorder();
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column.EscapeMarkup()).NoWrap());
        return table;
    }

    /// <summary>A cell's text: what peers wrote goes to a terminal, so no control character of theirs may reach it.</summary>
    public static string Cell(string? text) => string.IsNullOrEmpty(text) ? "-" : Printable(text).EscapeMarkup();

    /// <summary>Text with every control character replaced by a space.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>An instant as people read it, in UTC.</summary>
    public static string Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>Does <paramref name="work"/>, which reports how much of it is done (0 to 1), and shows a bar on a terminal from the first second on.</summary>
    public static async Task<T> WithProgressAsync<T>(string description, Func<IProgress<double>, Task<T>> work)
    {
        var done = new Fraction();
        var task = work(done);
        if (System.Console.IsOutputRedirected || System.Console.IsErrorRedirected
            || await Task.WhenAny(task, Task.Delay(TimeSpan.FromSeconds(1))) == task)
        {
            return await task;
        }

        // On standard error, so that the bar is never part of what a command prints.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) });
        await console.Progress().AutoClear(true).StartAsync(async context =>
        {
            var bar = context.AddTask(description.EscapeMarkup(), maxValue: 1);
            while (await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(100))) != task)
                bar.Value = done.Value;
        });
        return await task;
    }

    private sealed class Fraction : IProgress<double>
    {
        private double value;

        public double Value => Volatile.Read(ref value);

        public void Report(double value) => Volatile.Write(ref this.value, value);
    }
}

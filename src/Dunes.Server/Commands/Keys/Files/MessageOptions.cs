using System.CommandLine;
using System.Text;

namespace Dunes.Server.Commands.Keys.Files;

/// <summary>What an operation works on: <c>--text TEXT</c>, or <c>--in FILE</c>.</summary>
internal sealed class MessageOptions
{
    /// <summary>Most bytes that one call to the server takes: in base64 they fit its limit of 32 MiB.</summary>
    public const int MostBytes = 20 * 1024 * 1024;

    /// <param name="what">What it is, for the help.</param>
    public MessageOptions(string what)
    {
        Text = new("--text") { Description = $"{what}, as text (UTF-8). Other users of this machine may see it in the list of processes.", HelpName = "TEXT" };
        In = new("--in") { Description = $"{what}, as a file; - is standard input.", HelpName = "FILE" };
    }

    /// <summary><c>--text</c>.</summary>
    public Option<string?> Text { get; }

    /// <summary><c>--in</c>.</summary>
    public Option<string?> In { get; }

    /// <summary>Adds the options to a command; exactly one must be given.</summary>
    public void AddTo(Command command)
    {
        command.Add(In);
        command.Add(Text);
        command.Validators.Add(result =>
        {
            if (result.GetResult(In) is null == result.GetResult(Text) is null)
                result.AddError("Give either --in or --text.");
        });
    }

    /// <summary>All of it. Throws <see cref="DunesErrorException"/> <c>DUNES-CLI-011</c> when it is longer than <see cref="MostBytes"/>.</summary>
    public async Task<byte[]> ReadAsync(ParseResult result, CancellationToken cancellationToken)
    {
        if (result.GetValue(Text) is { } text)
            return Encoding.UTF8.GetBytes(text);
        await using var input = InputFile.Open(result.GetRequiredValue(In)!);
        return await ReadAsync(input, default, cancellationToken);
    }

    /// <summary>All of a file or stream; see <see cref="ReadAsync(ParseResult, CancellationToken)"/>.</summary>
    /// <param name="input">What to read.</param>
    /// <param name="begun">What was read of it before.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<byte[]> ReadAsync(InputFile input, ReadOnlyMemory<byte> begun, CancellationToken cancellationToken)
    {
        input.RequireAtMost(MostBytes);
        using var content = new MemoryStream();
        content.Write(begun.Span);
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await input.Stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (content.Length + read > MostBytes)
                throw InputFile.TooLarge(input.Name, MostBytes);
            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }
}

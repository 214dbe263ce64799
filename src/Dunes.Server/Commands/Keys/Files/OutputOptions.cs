using System.CommandLine;

namespace Dunes.Server.Commands.Keys.Files;

/// <summary>Where bytes that an operation made go: <c>--out FILE</c>, <c>--force</c>.</summary>
internal sealed class OutputOptions
{
    /// <param name="what">What it is, for the help.</param>
    public OutputOptions(string what)
    {
        Out = new("--out") { Description = $"File for {what}; - is standard output. It appears whole or not at all.", HelpName = "FILE" };
    }

    /// <summary><c>--out</c>.</summary>
    public Option<string?> Out { get; }

    /// <summary><c>--force</c>.</summary>
    public Option<bool> Force { get; } = new("--force") { Description = "Replace the file of --out if it exists." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Out);
        command.Add(Force);
    }

    /// <summary>Whether it goes to standard output.</summary>
    public bool IsStandardOutput(ParseResult result) => result.GetValue(Out) == StandardStreams.Name;

    /// <summary>Writes bytes to standard output as they are, or to the file and then tells about it.</summary>
    /// <param name="result">The parsed command line, with <c>--out</c>.</param>
    /// <param name="content">What to write.</param>
    /// <param name="secret">Whether only its owner may read the file.</param>
    /// <param name="json">Whether to tell in JSON.</param>
    /// <param name="cancellationToken">Stops writing; nothing remains then.</param>
    public async Task WriteAsync(ParseResult result, ReadOnlyMemory<byte> content, bool secret, bool json, CancellationToken cancellationToken)
    {
        if (IsStandardOutput(result))
        {
            var output = StandardStreams.Output(result);
            await output.WriteAsync(content, cancellationToken);
            await output.FlushAsync(cancellationToken);
            return;
        }

        await using var file = Begin(result, secret);
        await file.Stream.WriteAsync(content, cancellationToken);
        await file.CommitAsync(cancellationToken);
        Tell(result, content.Length, version: null, json);
    }

    /// <summary>Begins the file.</summary>
    public PendingFile Begin(ParseResult result, bool secret) => PendingFile.Create(result.GetRequiredValue(Out)!, secret, result.GetValue(Force));

    /// <summary>Tells what was written.</summary>
    public void Tell(ParseResult result, long bytes, int? version, bool json)
    {
        var file = result.GetRequiredValue(Out)!;
        if (json)
            CommandOutput.WriteJson(result, new { File = Path.GetFullPath(file), Bytes = bytes, Version = version });
        else
            result.InvocationConfiguration.Output.WriteLine(version is null ? $"{file}: {bytes} bytes" : $"{file}: {bytes} bytes, key version {version}");
    }
}

using System.CommandLine;

namespace Dunes.Server.Commands;

/// <summary>Standard input and output as bytes; <c>-</c> in place of a file's name means them.</summary>
internal static class StandardStreams
{
    /// <summary>The name that means them.</summary>
    public const string Name = "-";

    /// <summary>Standard input.</summary>
    public static Stream Input() => Console.OpenStandardInput();

    /// <summary>What lies under the writer that a command prints to.</summary>
    public static Stream Output(ParseResult result)
    {
        var writer = result.InvocationConfiguration.Output;
        writer.Flush();
        return writer is StreamWriter stream ? stream.BaseStream : Console.OpenStandardOutput();
    }
}

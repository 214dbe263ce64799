using System.Text;
using Dunes.Server.Commands;

namespace Dunes.Server.Tests.Commands.Keys;

/// <summary>What a command did.</summary>
internal sealed record CommandRun(int ExitCode, byte[] OutputBytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    /// <summary>Runs <c>dunes</c> in this process against a server.</summary>
    public static Task<CommandRun> AgainstAsync(ScriptedServer server, params string[] arguments) => OfAsync([.. arguments, "--url", server.Url, "--token", "token"]);

    /// <summary>Runs <c>dunes</c> in this process.</summary>
    public static async Task<CommandRun> OfAsync(params string[] arguments)
    {
        using var bytes = new MemoryStream();
        await using var output = new StreamWriter(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await using var error = new StringWriter();
        var exitCode = await DunesCommandLine.RunAsync(arguments, output, error);
        await output.FlushAsync();
        return new(exitCode, bytes.ToArray(), error.ToString());
    }

    public CommandRun Succeeded()
    {
        Assert.True(ExitCode == ExitCodes.Success, Error + Output);
        return this;
    }
}

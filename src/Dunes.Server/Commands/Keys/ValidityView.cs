using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Keys;

/// <summary>How it is told whether a signature or a code is good.</summary>
internal static class ValidityView
{
    /// <summary>Prints it; returns the exit code, <see cref="ExitCodes.FaultsFound"/> when it is not good.</summary>
    public static int Print(ParseResult result, JsonElement answer, bool json)
    {
        var valid = answer.Truth("valid");
        if (json)
            CommandOutput.WriteJson(result, answer);
        else
            result.InvocationConfiguration.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(valid ? "VALID" : "NOT VALID")} key version {answer.Number("version")}"));
        return valid ? ExitCodes.Success : ExitCodes.FaultsFound;
    }
}

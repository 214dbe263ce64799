using System.CommandLine;
using System.Globalization;
using Dunes.Abstractions.Keys;
using Spectre.Console;

namespace Dunes.Server.Commands.Keys.Root;

/// <summary>Prints the state of the cluster root key for people.</summary>
internal static class RootKeyReport
{
    public static void Print(ParseResult result, RootKeyStatus status)
    {
        var console = CommandOutput.Console(result);
        console.WriteLine(status.Sealed
            ? "sealed: no KEK provider opens the cluster root key"
            : string.Create(CultureInfo.InvariantCulture, $"open, version {status.CurrentVersion} seals"));
        var versions = CommandOutput.Table("VERSION", "CREATED", "SEALS FROM", "WRAPPED BY");
        foreach (var version in status.Versions)
        {
            versions.AddRow(
                version.Version.ToString(CultureInfo.InvariantCulture),
                CommandOutput.Time(version.CreatedAt),
                CommandOutput.Time(version.ActiveFrom),
                CommandOutput.Cell(string.Join(", ", version.Wraps)));
        }

        console.Write(versions);
        var providers = CommandOutput.Table("PROVIDER", "STATE");
        foreach (var provider in status.Providers)
            providers.AddRow(CommandOutput.Cell(provider.Id), provider.Working ? "works" : CommandOutput.Cell(provider.Failure));
        console.Write(providers);
    }
}

using System.CommandLine;

namespace Dunes.Server.Commands.Bench;

/// <summary><c>dunes bench</c>: how fast this machine is.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure what this machine can do.") { CryptoCommand.Create() };
}

using System.CommandLine;
using Dunes.Abstractions.Sessions;

namespace Dunes.Server.Commands.Contexts;

/// <summary>How faults are printed: one line each on standard output, code first.</summary>
internal static class FaultLines
{
    /// <summary>Prints each fault.</summary>
    public static void Write(ParseResult result, IEnumerable<VerificationFault> faults)
    {
        foreach (var fault in faults)
            result.InvocationConfiguration.Output.WriteLine($"FAULT {fault.Code} {Subject(fault)}: {CommandOutput.Printable(fault.Detail)}");
    }

    /// <summary><see cref="ExitCodes.FaultsFound"/> when there is any.</summary>
    public static int ExitCode(IReadOnlyCollection<VerificationFault> faults) => faults.Count == 0 ? ExitCodes.Success : ExitCodes.FaultsFound;

    private static string Subject(VerificationFault fault) => (fault.Context, fault.Seq) switch
    {
        (null, _) => "across contexts",
        (var context, null) => $"context {context}",
        var (context, seq) => $"context {context} entry {seq}",
    };
}

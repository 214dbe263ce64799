using System.CommandLine;
using System.Globalization;
using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Signatures;
using Spectre.Console;

namespace Dunes.Server.Commands.Bench;

/// <summary><c>dunes bench crypto</c>: every primitive with every provider that works here. It needs no server.</summary>
internal static class CryptoCommand
{
    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { Description = "How long to measure each operation.", DefaultValueFactory = _ => 1, HelpName = "SECONDS" };
        seconds.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var value) && value is not (>= 0.01 and <= 600))
                result.AddError("--seconds must be 0.01 to 600.");
        });
        var only = new Option<string?>("--only") { Description = "Only operations whose algorithm or name contains this, for instance ML-DSA-65 or seal.", HelpName = "TEXT" };
        var output = new CommandOutput();
        var command = new Command("crypto", "Time, rate and allocated bytes of every cryptographic operation, on one thread and on all cores.") { seconds, only, output.Json };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var operations = CryptoOperations.Create();
            var wanted = operations.All.Where(operation => operation.Matches(result.GetValue(only))).ToList();
            if (wanted.Count == 0)
                throw new DunesErrorException(ExitCodes.Configuration, DunesErrors.Usage, "--only names no operation; `dunes bench crypto` shows all.");
            var time = TimeSpan.FromSeconds(result.GetValue(seconds));
            var measurements = await CommandOutput.WithProgressAsync(
                "Measuring",
                progress => Task.Run(() => Run(wanted, time, progress, cancellationToken), cancellationToken));
            var providers = new { MlDsa = MlDsa.Provider.Name, MlKem = MlKem.Provider.Name };
            if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, new { Cores = Environment.ProcessorCount, Default = providers, Operations = measurements });
            else
                Print(result, measurements, $"{Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)} cores; this process uses ML-DSA of {providers.MlDsa}, ML-KEM of {providers.MlKem}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static List<Measurement> Run(IReadOnlyList<CryptoOperation> operations, TimeSpan time, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var measurements = new List<Measurement>();
        for (var i = 0; i < operations.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            measurements.Add(Measurement.Take(operations[i], threads: 1, time));
            if (operations[i].OnAllCores && Environment.ProcessorCount > 1)
                measurements.Add(Measurement.Take(operations[i], Environment.ProcessorCount, time));
            progress.Report((i + 1.0) / operations.Count);
        }

        return measurements;
    }

    private static void Print(ParseResult result, IEnumerable<Measurement> measurements, string machine)
    {
        var table = CommandOutput.Table("ALGORITHM", "PROVIDER", "OPERATION", "THREADS", "MICROSECONDS", "PER SECOND", "BYTES ALLOCATED");
        foreach (var column in table.Columns.Skip(3))
            column.RightAligned();
        foreach (var measurement in measurements)
        {
            table.AddRow(
                measurement.Algorithm,
                measurement.Provider,
                measurement.Operation,
                measurement.Threads.ToString(CultureInfo.InvariantCulture),
                measurement.Microseconds.ToString("N2", CultureInfo.InvariantCulture),
                measurement.PerSecond.ToString("N0", CultureInfo.InvariantCulture),
                measurement.AllocatedBytes.ToString("N0", CultureInfo.InvariantCulture));
        }

        var console = CommandOutput.Console(result);
        console.Write(table);
        result.InvocationConfiguration.Output.WriteLine(machine);
    }
}

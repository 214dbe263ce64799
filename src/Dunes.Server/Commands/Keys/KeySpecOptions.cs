using System.CommandLine;
using Dunes.Abstractions.Keys;

namespace Dunes.Server.Commands.Keys;

/// <summary>The options that a key is created or imported with.</summary>
internal sealed class KeySpecOptions
{
    private readonly Option<string> algorithm = new("--algorithm")
    {
        Description = "What kind of key it is.",
        Required = true,
        HelpName = "ALGORITHM",
    };

    private readonly Option<string> purpose = new("--purpose")
    {
        Description = "What it is for, 1 to 64 of a-z 0-9 . -; never changes. A signature for one purpose is none for another.",
        DefaultValueFactory = _ => "general",
    };

    private readonly Option<SealingMode> sealing = new("--sealing")
    {
        Description = "How a DC2K-1 key seals: plain; derived, under a key of its own for every --context; or convergent, which shows which plaintexts are equal. Never changes.",
        DefaultValueFactory = _ => SealingMode.Plain,
    };

    private readonly Option<bool> exportable = new("--exportable") { Description = "Allow to export its versions, wrapped to an ML-KEM-1024 key. Never changes." };

    private readonly KeyPolicyOptions policy = new();

    public KeySpecOptions() => algorithm.AcceptOnlyFromAmong([.. KeyAlgorithms.All]);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { algorithm, purpose, sealing, exportable })
            command.Add(option);
        policy.AddTo(command);
    }

    /// <summary>What the command line asks for.</summary>
    public KeySpec Read(ParseResult result) => new()
    {
        Algorithm = result.GetRequiredValue(algorithm),
        Purpose = result.GetRequiredValue(purpose),
        Sealing = result.GetValue(sealing),
        Exportable = result.GetValue(exportable),
        Rotation = policy.Rotation(result, KeyRotation.Never),
        Limits = policy.Limits(result, new()),
        Description = policy.Description(result) ?? "",
        Tags = policy.Tags(result),
    };
}

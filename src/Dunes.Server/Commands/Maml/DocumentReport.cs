using System.Text.Json.Serialization;
using Dunes.Maml;

namespace Dunes.Server.Commands.Maml;

/// <summary>What a command found out about a document; also the server's answer.</summary>
internal sealed record DocumentReport
{
    /// <summary>The file.</summary>
    public string File { get; init; } = "";

    /// <summary>Whether it is good.</summary>
    public required bool Valid { get; init; }

    /// <summary>What is wrong first, or empty.</summary>
    public required string Code { get; init; }

    /// <summary>The same for people.</summary>
    public required string Reason { get; init; }

    /// <summary>Key that the document names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? KeyName { get; init; }

    /// <summary>Version of the key.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? KeyVersion { get; init; }

    /// <summary>When it was signed, by the word of the signer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>What a reader should know though it is valid.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>All faults of the text and of the fields.</summary>
    public IReadOnlyList<MamlFault> Errors { get; init; } = [];

    /// <summary>A text that is no document.</summary>
    public static DocumentReport Of(MamlException e) => new() { Valid = false, Code = e.Code, Reason = e.Message, Errors = [new(e.Code, e.Line, "", e.Message)] };

    /// <summary>With the faults of the fields; they make a good document bad.</summary>
    public DocumentReport With(IReadOnlyList<MamlFault> faults) => faults switch
    {
        [] => this,
        [var first, ..] when Valid => this with { Valid = false, Code = first.Code, Reason = "The document is not as its schema says.", Errors = faults },
        _ => this with { Errors = faults },
    };

    /// <summary>Prints it for people: one line, and one for each note and fault.</summary>
    public void Print(TextWriter output, string good, string bad)
    {
        output.WriteLine(CommandOutput.Printable($"{File}: {(Valid ? good : $"{bad} ({Code})")}: {Reason}"));
        foreach (var note in Notes)
            output.WriteLine($"  note: {CommandOutput.Printable(note)}");
        foreach (var fault in Errors)
            output.WriteLine($"  {MamlCommand.Line(File, fault)}");
    }
}

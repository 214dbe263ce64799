using System.CommandLine;
using System.Text;

namespace Dunes.Server.Commands.Keys;

/// <summary>What a sealed message is bound to: <c>--aad</c> or <c>--aad-file</c>, and <c>--context</c>.</summary>
internal sealed class BindingOptions
{
    private readonly Option<string?> aad = new("--aad")
    {
        Description = "Associated data, as text: not kept in the message, and needed again to open it.",
        HelpName = "TEXT",
    };

    private readonly Option<string?> aadFile = new("--aad-file") { Description = "Associated data, as a file.", HelpName = "FILE" };

    private readonly Option<string?> context = new("--context")
    {
        Description = "What the key is derived from, of a key made with --sealing derived; needed again to open the message.",
        HelpName = "TEXT",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(aad);
        command.Add(aadFile);
        command.Add(context);
        command.Validators.Add(result =>
        {
            if (result.GetResult(aad) is not null && result.GetResult(aadFile) is not null)
                result.AddError("Give --aad or --aad-file, not both.");
        });
    }

    /// <summary>Associated data and context; null where there is none.</summary>
    public async Task<(byte[]? AssociatedData, byte[]? Context)> ReadAsync(ParseResult result, CancellationToken cancellationToken) => (
        result.GetValue(aadFile) is { } file ? await CommandFiles.ReadAsync(file, cancellationToken) : Bytes(result.GetValue(aad)),
        Bytes(result.GetValue(context)));

    private static byte[]? Bytes(string? text) => string.IsNullOrEmpty(text) ? null : Encoding.UTF8.GetBytes(text);
}

using System.CommandLine;
using Dunes.Server.Commands.Keys.Root;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys</c>: the keys of a tenant, from their making to their end.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Make, use, rotate, back up and destroy keys.")
    {
        ListCommand.Create(),
        CreateCommand.Create(),
        ShowCommand.Create(),
        VersionsCommand.Create(),
        UpdateCommand.Create(),
        GrantCommands.CreateGrant(),
        GrantCommands.CreateRevoke(),
        RotateCommand.Create(),
        StateCommands.CreateEnable(),
        StateCommands.CreateDisable(),
        DeletionCommands.CreateDelete(),
        DeletionCommands.CreateUndelete(),
        DeletionCommands.CreateTrim(),
        SignCommand.Create(),
        VerifyCommand.Create(),
        EncryptCommand.Create(),
        DecryptCommand.Create(),
        RewrapCommand.Create(),
        DataKeyCommand.Create(),
        EncapsulationCommands.CreateEncapsulate(),
        EncapsulationCommands.CreateDecapsulate(),
        MacCommand.Create(),
        RandomCommand.Create(),
        ExportCommand.Create(),
        WrapCommand.Create(),
        ImportCommand.Create(),
        BackupCommand.Create(),
        RestoreCommand.Create(),
        ReencryptCommand.Create(),
        RootKeyCommand.Create(),
    };

    /// <summary>The argument that names a key.</summary>
    internal static Argument<string> Name() => new("name") { Description = "Name of the key.", HelpName = "NAME" };

    /// <summary><c>--version</c>.</summary>
    /// <param name="description">What the version is for.</param>
    internal static Option<int?> Version(string description = "Version to use. [default: the current one]")
    {
        var option = new Option<int?>("--version") { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var version) && version < 1)
                result.AddError("--version must be 1 or more.");
        });
        return option;
    }

    /// <summary><c>--system</c>.</summary>
    internal static Option<bool> OfSystem() => new("--system") { Description = "A key of the cluster itself, for instance context-heads." };

    /// <summary>The API's path of a key.</summary>
    internal static string Path(string name, bool system = false) => $"v1/keys/{(system ? "system/" : "")}{Uri.EscapeDataString(name)}";
}

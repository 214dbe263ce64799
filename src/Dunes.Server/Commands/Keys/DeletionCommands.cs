using System.CommandLine;
using System.Globalization;
using Dunes.Abstractions.Identity;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys delete|undelete|trim NAME</c>: how a key, or a part of it, comes to its end.</summary>
internal static class DeletionCommands
{
    public static Command CreateDelete()
    {
        var name = KeysCommand.Name();
        var version = KeysCommand.Version("Only this version; it must not be the current one. [default: the whole key]");
        var days = new Option<int>("--days")
        {
            Description = "Days until it is destroyed, 0 to 30; `undelete` cancels it until then. 0 destroys it now.",
            DefaultValueFactory = _ => 7,
            HelpName = "DAYS",
        };
        days.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && number is < 0 or > 30)
                result.AddError("--days must be 0 to 30.");
        });
        var confirmation = new Confirmation();
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("delete", "Schedule the destruction of a key, or of one version. It cannot be used from now on.") { name, version, days, confirmation.Yes, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var key = result.GetRequiredValue(name);
            var one = result.GetValue(version);
            if (result.GetValue(days) == 0)
            {
                var what = one is null ? $"The key {key}" : string.Create(CultureInfo.InvariantCulture, $"Version {one} of the key {key}");
                await confirmation.RequireAsync(result, $"{what} is destroyed now; what it sealed is unreadable for ever.");
            }

            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var path = string.Create(CultureInfo.InvariantCulture, $"{KeysCommand.Path(key)}?days={result.GetValue(days)}");
            if (one is not null)
                path += string.Create(CultureInfo.InvariantCulture, $"&version={one}");
            KeyView.Print(result, await client.DeleteAsync(path, cancellationToken), result.GetValue(output.Json));
            return ExitCodes.Success;
        });
        return command;
    }

    public static Command CreateUndelete()
    {
        var name = KeysCommand.Name();
        var version = KeysCommand.Version("Only this version. [default: the whole key]");
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("undelete", "Cancel a scheduled destruction. What it was for is disabled then; `enable` enables it.") { name, version, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var path = $"{KeysCommand.Path(result.GetRequiredValue(name))}/undelete";
            KeyView.Print(result, await client.PostAsync(path, new { Version = result.GetValue(version) }, cancellationToken), result.GetValue(output.Json));
            return ExitCodes.Success;
        });
        return command;
    }

    public static Command CreateTrim()
    {
        var name = KeysCommand.Name();
        var below = new Option<int>("--below") { Description = "The oldest version to keep; at most both floors of the key (see `update`).", Required = true, HelpName = "N" };
        var confirmation = new Confirmation();
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("trim", "Destroy all versions below one.") { name, below, confirmation.Yes, output.Json };
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var key = result.GetRequiredValue(name);
            var keep = result.GetValue(below);
            await confirmation.RequireAsync(
                result,
                string.Create(CultureInfo.InvariantCulture, $"All versions of the key {key} below {keep} are destroyed now; what they sealed is unreadable for ever."));
            using var client = await connection.ConnectAsync(result, Roles.Operator, cancellationToken);
            var answer = await client.PostAsync($"{KeysCommand.Path(key)}/trim", new { MinAvailableVersion = keep }, cancellationToken);
            KeyView.Print(result, answer, result.GetValue(output.Json));
            return ExitCodes.Success;
        });
        return command;
    }
}

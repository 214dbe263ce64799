using System.CommandLine;
using Dunes.Abstractions.Identity;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys data-key NAME</c>: fresh AES-256 keys, in plain and sealed, or sealed only.</summary>
internal static class DataKeyCommand
{
    private const int MostKeys = 1000;

    public static Command Create()
    {
        var name = KeysCommand.Name();
        var count = new Option<int>("--count") { Description = "How many, 1 to 1000.", DefaultValueFactory = _ => 1, HelpName = "COUNT" };
        count.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && number is < 1 or > MostKeys)
                result.AddError("--count must be 1 to 1000.");
        });
        var withoutPlaintext = new Option<bool>("--without-plaintext") { Description = "Sealed only: for somebody who stores keys and must not see them. `decrypt` opens them." };
        var binding = new BindingOptions();
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command("data-key", "Make data keys of 32 bytes: keep the sealed form, use the plain one and forget it.") { name, count, withoutPlaintext, output.Json };
        binding.AddTo(command);
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var (associatedData, context) = await binding.ReadAsync(result, cancellationToken);
            using var client = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
            var body = new
            {
                Count = result.GetValue(count),
                AssociatedData = associatedData,
                Context = context,
                Plaintext = !result.GetValue(withoutPlaintext),
            };
            var answer = await client.PostAsync($"{KeysCommand.Path(result.GetRequiredValue(name))}/data-keys", body, cancellationToken);
            if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, answer);
            else
                Print(result.InvocationConfiguration.Output, answer.As<DataKeysAnswer>());
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>One line a key, so that it can be read by other commands.</summary>
    private static void Print(TextWriter text, DataKeysAnswer answer)
    {
        foreach (var key in answer.DataKeys)
            text.WriteLine(key.Plaintext is null ? key.Ciphertext : $"{key.Plaintext} {key.Ciphertext}");
    }

    private sealed record DataKeysAnswer(IReadOnlyList<SealedDataKey> DataKeys);

    private sealed record SealedDataKey(string? Plaintext, string Ciphertext);
}

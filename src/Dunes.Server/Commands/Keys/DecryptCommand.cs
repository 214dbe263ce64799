using System.CommandLine;
using Dunes.Abstractions.Identity;
using Dunes.Server.Client;
using Dunes.Server.Commands.Keys.Files;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys decrypt NAME</c>: opens messages and data keys. No byte is released before all are verified.</summary>
internal static class DecryptCommand
{
    public static Command Create()
    {
        var name = KeysCommand.Name();
        var message = new MessageOptions("The message, in text form (dunes:v1:…) or, in a file, as bytes");
        var binding = new BindingOptions();
        var file = new OutputOptions("the plaintext");
        var connection = new ConnectionOptions();
        var output = new CommandOutput();
        var command = new Command(
            "decrypt",
            "Open a message or a data key. Nothing is released before all of it is verified: the file appears then, and standard output waits for it (in a temporary file).")
        {
            name, output.Json,
        };
        message.AddTo(command);
        binding.AddTo(command);
        file.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(message.In) is not null && result.GetResult(file.Out) is null)
                result.AddError("--in needs --out; --out - is standard output.");
        });
        connection.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var (associatedData, context) = await binding.ReadAsync(result, cancellationToken);
            var path = KeysCommand.Path(result.GetRequiredValue(name));
            var json = result.GetValue(output.Json);
            if (result.GetValue(message.In) is { } source)
            {
                await using var input = InputFile.Open(source);
                using var fileClient = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
                await OpenFileAsync(result, new(fileClient, path, associatedData, context), input, file, json, cancellationToken);
                return ExitCodes.Success;
            }

            using var client = await connection.ConnectAsync(result, Roles.Admin, cancellationToken);
            var body = new { Ciphertext = result.GetRequiredValue(message.Text), AssociatedData = associatedData, Context = context };
            var answer = await client.PostAsync($"{path}/decrypt", body, cancellationToken);
            if (result.GetValue(file.Out) is not null)
                await file.WriteAsync(result, answer.Bytes("plaintext"), secret: true, json, cancellationToken);
            else if (json)
                CommandOutput.WriteJson(result, answer);
            else
                await WriteAsync(result, answer.Bytes("plaintext"), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task OpenFileAsync(
        ParseResult result, FileSealing sealing, InputFile input, OutputOptions file, bool json, CancellationToken cancellationToken)
    {
        if (file.IsStandardOutput(result))
        {
            await using var buffer = CreateBuffer();
            await CommandOutput.WithProgressAsync("Decrypting", progress => sealing.OpenAsync(input, buffer, progress, cancellationToken));
            buffer.Position = 0;
            var standard = StandardStreams.Output(result);
            await buffer.CopyToAsync(standard, cancellationToken);
            await standard.FlushAsync(cancellationToken);
            return;
        }

        await using var pending = file.Begin(result, secret: true);
        var (bytes, version) = await CommandOutput.WithProgressAsync("Decrypting", progress => sealing.OpenAsync(input, pending.Stream, progress, cancellationToken));
        await pending.CommitAsync(cancellationToken);
        file.Tell(result, bytes, version, json);
    }

    private static async Task WriteAsync(ParseResult result, byte[] plaintext, CancellationToken cancellationToken)
    {
        var standard = StandardStreams.Output(result);
        await standard.WriteAsync(plaintext, cancellationToken);
        await standard.FlushAsync(cancellationToken);
    }

    /// <summary>A file that only its owner may read, and that is gone when it is closed or the process ends, however it ends.</summary>
    private static FileStream CreateBuffer()
    {
        var path = Path.Combine(Path.GetTempPath(), $"dunes-{Guid.NewGuid():N}.tmp");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 256 * 1024,
            Options = FileOptions.Asynchronous,
        };
        if (OperatingSystem.IsWindows())
        {
            options.Options |= FileOptions.DeleteOnClose;
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var buffer = new FileStream(path, options);
        File.Delete(path);
        return buffer;
    }
}

using System.CommandLine;
using System.Security.Cryptography;
using Dunes.Abstractions.Keys;
using Dunes.Server.Commands.Keys.Files;

namespace Dunes.Server.Commands.Keys;

/// <summary><c>dunes keys wrap --seed FILE --public-key FILE --out FILE</c>: wraps an own secret for <c>import</c>. It needs no server and no network.</summary>
internal static class WrapCommand
{
    public static Command Create()
    {
        var algorithm = new Option<string>("--algorithm") { Description = "What kind of key it is.", Required = true, HelpName = "ALGORITHM" };
        algorithm.AcceptOnlyFromAmong([.. KeyAlgorithms.All]);
        var seed = new Option<string>("--seed")
        {
            Description = "File with the secret, as bytes or as base64: ML-DSA 32 bytes; MLDSA65-Ed25519-SHA512 64 (the ML-DSA seed first); "
                + "ML-KEM 64 (d, z); DC2K-1 256; HMAC-SHA-512 64. - is standard input.",
            Required = true,
            HelpName = "FILE",
        };
        var publicKey = new Option<string>("--public-key")
        {
            Description = "Public key of the ML-KEM-1024 key to import with: base64, or a file with its bytes, their base64, or PEM. `versions NAME --version N --public-key` prints it.",
            Required = true,
            HelpName = "FILE|BASE64",
        };
        var file = new OutputOptions("the wrapped secret");
        file.Out.Required = true;
        var output = new CommandOutput();
        var command = new Command("wrap", "Wrap an own secret, offline, so that `import` can make a key of it.") { algorithm, seed, publicKey, output.Json };
        file.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var recipient = await RecipientKey.ReadAsync(publicKey.Name, result.GetRequiredValue(publicKey), cancellationToken);
            var kind = result.GetRequiredValue(algorithm);
            await using var input = InputFile.Open(result.GetRequiredValue(seed));
            var content = await MessageOptions.ReadAsync(input, default, cancellationToken);
            var secret = WrappedSecret.Read(kind, content);
            try
            {
                await file.WriteAsync(result, WrappedSecret.Wrap(kind, secret, recipient), secret: false, result.GetValue(output.Json), cancellationToken);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(secret);
                CryptographicOperations.ZeroMemory(content);
            }

            return ExitCodes.Success;
        });
        return command;
    }
}

using System.CommandLine;
using System.Text;
using Dunes.Grains.Sessions.Proofs;

namespace Dunes.Server.Commands.Contexts;

/// <summary><c>dunes contexts check FILE</c>: verifies a file that <c>prove</c> wrote. It needs no server and no network.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "File that `dunes contexts prove` wrote.", HelpName = "FILE" };
        var publicKey = new Option<string?>("--public-key")
        {
            Description = "The cluster's public key from a source you trust: base64, or a file that holds it as bytes, as base64, "
                + "or as `dunes keys show context-heads --system --json` prints it. Without it the key in the proof is believed.",
            HelpName = "FILE|BASE64",
        };
        var output = new CommandOutput();
        var command = new Command("check", "Verify a proof offline.") { file, publicKey, output.Json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var proof = await CommandFiles.ReadAsync(result.GetRequiredValue(file), cancellationToken);
            var checkedProof = result.GetValue(publicKey) is { } trusted
                ? Check(proof, await TrustedKeys.ReadAsync(trusted, cancellationToken))
                : ContextProof.Verify(proof, null);
            if (result.GetValue(output.Json))
                CommandOutput.WriteJson(result, checkedProof);
            else
                Print(result.InvocationConfiguration.Output, checkedProof);
            return checkedProof.Valid ? ExitCodes.Success : ExitCodes.FaultsFound;
        });
        return command;
    }

    /// <summary>One of the keys suffices: each version of the cluster's key has signed in its time.</summary>
    private static ContextProofResult Check(byte[] proof, IReadOnlyList<byte[]> keys)
    {
        var results = keys.Select(key => ContextProof.Verify(proof, key)).ToList();
        return results.Find(r => r.Valid) ?? results[^1];
    }

    private static void Print(TextWriter text, ContextProofResult proof)
    {
        text.WriteLine($"{(proof.Valid ? "VALID" : "NOT VALID")}: {proof.Reason}");
        if (!proof.Valid)
            return;
        text.WriteLine($"  context    {CommandOutput.Printable(proof.Context!)}");
        text.WriteLine($"  entry      {proof.Seq}, {proof.Kind}, recorded {CommandOutput.Time(proof.At)}");
        text.WriteLine($"  signature  {proof.Algorithm}, {CommandOutput.Time(proof.SignedAt)}");
        text.WriteLine($"  key        {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(proof.PublicKey!))} (SHA-256 of the public key)");
        text.WriteLine($"  > {Line(proof.Request)}");
        if (proof.Response.Length > 0)
            text.WriteLine($"  < {Line(proof.Response)}");
    }

    private static string Line(byte[] utf8) => CommandOutput.Printable(Encoding.UTF8.GetString(utf8));
}

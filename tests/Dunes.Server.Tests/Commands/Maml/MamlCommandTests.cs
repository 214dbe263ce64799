using System.Text;
using System.Text.Json.Nodes;
using Dunes.Cryptography.Signatures;
using Dunes.Maml;

namespace Dunes.Server.Tests.Commands.Maml;

/// <summary><c>dunes maml</c> without a server.</summary>
public sealed class MamlCommandTests : IDisposable
{
    private const string Schema = "---\ntype: schema\nid: report\nschema_version: 1\nfields:\n  - {name: x, type: integer, max: 1}\n  - {name: y, type: string}\n---\n";
    private static readonly byte[] Seed = new byte[32];
    private static readonly byte[] PublicKey = MlDsa.Provider.PublicKeyFromSeed(MlDsaParameterSet.MlDsa44, Seed);

    private readonly string directory = Directory.CreateTempSubdirectory("dunes-maml-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task A_document_verifies_offline_against_a_trusted_key_only()
    {
        var file = Write("a.maml.md", Sign("---\nx: 1\n---\nbody\n"));
        var key = Convert.ToBase64String(PublicKey);
        Assert.Equal(ExitCodes.Success, (await RunAsync("verify", file, "--public-key", key)).ExitCode);
        var keyFile = Path.Combine(directory, "key");
        await File.WriteAllBytesAsync(keyFile, PublicKey, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Success, (await RunAsync("verify", file, "--public-key", keyFile)).ExitCode);

        var untrusted = await RunAsync("verify", file, "--offline");
        Assert.Equal(ExitCodes.FaultsFound, untrusted.ExitCode);
        Assert.Contains("NOT VALID (DUNES-MAML-111)", untrusted.Output);
        // No server runs on this data directory.
        Assert.Contains("DUNES-MAML-111", (await RunAsync("verify", file, "--data", directory)).Output);
        var other = await RunAsync("verify", file, "--public-key", Convert.ToBase64String(new byte[1312]));
        Assert.Equal(ExitCodes.FaultsFound, other.ExitCode);
        Assert.Contains("DUNES-MAML-024", other.Output);
    }

    [Theory]
    [InlineData("x: 1", "x: 2", "DUNES-MAML-102")]
    [InlineData("body\n", "Body\n", "DUNES-MAML-101")]
    [InlineData("signature: ", "note: ", "DUNES-MAML-021")]
    [InlineData("---\n", "+++\n", "DUNES-MAML-004")]
    public async Task What_is_wrong_is_said_and_the_exit_code_is_20(string part, string replacement, string code)
    {
        var file = Write("a.maml.md", Sign("---\nx: 1\n---\nbody\n").Replace(part, replacement, StringComparison.Ordinal));
        var (exitCode, output, _) = await RunAsync("verify", file, "--public-key", Convert.ToBase64String(PublicKey));
        Assert.Equal(ExitCodes.FaultsFound, exitCode);
        Assert.Contains(code, output);
    }

    [Fact]
    public async Task One_bad_document_among_good_ones_is_enough()
    {
        var good = Write("good.maml.md", Sign("---\nx: 1\n---\nbody\n"));
        var bad = Write("bad.maml.md", "---\nx: 1\n---\nbody\n");
        var (exitCode, output, _) = await RunAsync("verify", bad, good, "--public-key", Convert.ToBase64String(PublicKey), "--json");
        Assert.Equal(ExitCodes.FaultsFound, exitCode);
        var reports = JsonNode.Parse(output)!.AsArray();
        Assert.Equal([false, true], reports.Select(report => (bool)report!["valid"]!));
        Assert.Equal("t/k", (string?)reports[1]!["keyName"]);
    }

    [Fact]
    public async Task Schemas_are_found_in_files_and_folders()
    {
        Write("report.maml.md", Schema);
        Write("note.maml.md", "---\n---\n");
        var file = Write("a.md", Sign("---\nx: 2\ny: 1\nschema: report@1\n---\n"));
        var key = Convert.ToBase64String(PublicKey);
        foreach (var schema in new[] { directory, Path.Combine(directory, "report.maml.md") })
        {
            var (exitCode, output, _) = await RunAsync("verify", file, "--public-key", key, "--schema", schema);
            Assert.Equal(ExitCodes.FaultsFound, exitCode);
            Assert.Contains("a.md:2: x: 2 is more than 1. (DUNES-MAML-124)", output);
            Assert.Contains("a.md:3: y: 1 is not of type string. (DUNES-MAML-123)", output);
            Assert.Equal(ExitCodes.FaultsFound, (await RunAsync("validate", file, "--schema", schema)).ExitCode);
        }

        Assert.Equal(ExitCodes.Success, (await RunAsync("verify", file, "--public-key", key)).ExitCode);
        Assert.Contains("DUNES-MAML-121", (await RunAsync("validate", file)).Output);
        Assert.Equal(ExitCodes.Success, (await RunAsync("validate", Write("b.md", "---\nx: 1\nschema: report@1\n---\n"), "--schema", directory)).ExitCode);
        Assert.Equal(ExitCodes.Success, (await RunAsync("validate", Path.Combine(directory, "report.maml.md"))).ExitCode);
    }

    [Fact]
    public async Task A_schema_that_cannot_be_used_is_an_error_with_all_its_faults()
    {
        var schema = Write("s.maml.md", "---\ntype: schema\nid: report\nfields: [{name: a, type: b}]\n---\n");
        var (exitCode, output, error) = await RunAsync("validate", schema, "--schema", schema);
        Assert.Equal(ExitCodes.Configuration, exitCode);
        Assert.Empty(output);
        Assert.Contains("s.maml.md:1: schema_version: ", error);
        Assert.Contains("s.maml.md:4: fields[0].type: ", error);
    }

    [Fact]
    public async Task Signing_needs_a_document_and_a_server()
    {
        var none = await RunAsync("sign", Write("no.md", "nothing"), "--out", Path.Combine(directory, "out"), "--data", directory);
        Assert.Equal(ExitCodes.FaultsFound, none.ExitCode);
        Assert.Contains("DUNES-MAML-004", none.Error);
        var alone = await RunAsync("sign", Write("a.md", "---\n---\n"), "--out", Path.Combine(directory, "out"), "--key", "k", "--data", directory);
        Assert.Equal(ExitCodes.Unreachable, alone.ExitCode);
        Assert.False(File.Exists(Path.Combine(directory, "out")));
    }

    [Fact]
    public async Task Show_tells_fields_signature_and_body_without_control_characters()
    {
        var file = Write("a.maml.md", Sign("---\ntitle: \"a\\u001b[31mb\"\n---\n# Title\nbody\n"));
        var (exitCode, output, _) = await RunAsync("show", file);
        Assert.Equal(ExitCodes.Success, exitCode);
        Assert.Contains("a [31mb", output);
        Assert.Contains("1312 bytes, SHA-256 ", output);
        Assert.Contains("unaltered since it was signed", output);
        Assert.Contains("# Title", output);
        var json = JsonNode.Parse((await RunAsync("show", file, "--json")).Output)!;
        Assert.Equal("# Title\nbody\n", (string?)json["body"]);
        Assert.True((bool)json["signature"]!["valid"]!);
        Assert.Equal(ExitCodes.FaultsFound, (await RunAsync("show", Write("no.md", "nothing"))).ExitCode);
        Assert.Equal(ExitCodes.NotFound, (await RunAsync("show", Path.Combine(directory, "none"))).ExitCode);
    }

    private static string Sign(string text)
    {
        var document = MamlDocument.Parse(Encoding.UTF8.GetBytes(text));
        var prepared = MamlSignature.PrepareForSigning(document, "ML-DSA-44", PublicKey, "t/k", DateTimeOffset.UnixEpoch, 1);
        var signature = MlDsa.Provider.Sign(MlDsaParameterSet.MlDsa44, Seed, MamlSignature.SignedBytes(prepared), MamlSignature.Context);
        return Encoding.UTF8.GetString(MamlSignature.Attach(prepared, "ML-DSA-44", PublicKey, "t/k", DateTimeOffset.UnixEpoch, signature, 1).ToBytes());
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(directory, name);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>Runs <c>dunes maml</c>; an error that ends the command is printed as the command line does.</summary>
    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var exitCode = await Dunes.Server.Commands.DunesCommandLine.RunAsync(["maml", .. arguments], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}

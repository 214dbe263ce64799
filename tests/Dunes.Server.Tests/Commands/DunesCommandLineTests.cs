using Dunes.Server.Commands;

namespace Dunes.Server.Tests.Commands;

public sealed class DunesCommandLineTests
{
    [Theory]
    [InlineData("serve --no-dmo")]
    [InlineData("serve 8080")]
    [InlineData("serve --DataDirectory=x")]
    [InlineData("token")]
    [InlineData("token --role root")]
    [InlineData("token --role agent --lifetime soon")]
    [InlineData("token --role agent --lifetime 0h")]
    [InlineData("contexts")]
    [InlineData("contexts prove abc")]
    [InlineData("contexts prove abc first")]
    [InlineData("contexts export")]
    [InlineData("keys rotate")]
    [InlineData("frobnicate")]
    public async Task What_cannot_be_understood_ends_with_2_and_says_where_to_look(string line)
    {
        var (exitCode, output, error) = await RunAsync(line.Split(' '));
        Assert.Equal(ExitCodes.Configuration, exitCode);
        Assert.Empty(output);
        Assert.StartsWith("dunes: DUNES-CLI-001: ", error);
        Assert.Contains("--help", error);
    }

    [Theory]
    [InlineData("serve --no-demo --urls http://localhost:1 --environment Test --Dunes:Roles=silo")]
    [InlineData("token --role agent --tenant a --subject b --lifetime 90m --data d")]
    [InlineData("contexts list --json --url http://localhost:1 --token t")]
    [InlineData("contexts show abc --json")]
    [InlineData("contexts verify")]
    [InlineData("contexts verify abc --json")]
    [InlineData("contexts export abc --from 1 --to 2 --out f")]
    [InlineData("contexts prove abc 3 --out f")]
    [InlineData("contexts check f --public-key k")]
    [InlineData("keys show context-heads --system --json")]
    [InlineData("keys rotate context-sealing")]
    public void Every_documented_form_parses(string line) => Assert.Empty(DunesCommandLine.CreateRoot().Parse(line.Split(' ')).Errors);

    [Fact]
    public async Task Help_lists_every_exit_code()
    {
        var (exitCode, output, _) = await RunAsync("contexts", "verify", "--help");
        Assert.Equal(ExitCodes.Success, exitCode);
        Assert.All(ExitCodes.All, code => Assert.Contains($"  {code.Code,-4}{code.Meaning}", output));
    }

    [Fact]
    public void Exit_codes_are_told_once_each_and_completely()
    {
        var declared = typeof(ExitCodes).GetFields().Where(f => f.IsLiteral).Select(f => (int)f.GetRawConstantValue()!).Order();
        Assert.Equal(declared, ExitCodes.All.Select(code => code.Code));
    }

    [Fact]
    public async Task Without_a_server_it_says_how_to_start_one()
    {
        var directory = Directory.CreateTempSubdirectory("dunes-cli-");
        try
        {
            var (exitCode, output, error) = await RunAsync("contexts", "list", "--data", directory.FullName);
            Assert.Equal(ExitCodes.Unreachable, exitCode);
            Assert.Empty(output);
            Assert.StartsWith("dunes: DUNES-CLI-002: ", error);
            Assert.Contains("dunes serve", error);
            Assert.Single(error.TrimEnd().Split('\n'));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_unreachable_not_a_fault()
    {
        var (exitCode, _, error) = await RunAsync("contexts", "verify", "--url", "http://localhost:1", "--token", "t");
        Assert.Equal(ExitCodes.Unreachable, exitCode);
        Assert.StartsWith("dunes: DUNES-CLI-003: ", error);
    }

    [Fact]
    public async Task An_address_that_is_none_is_refused()
    {
        var (exitCode, _, error) = await RunAsync("contexts", "list", "--url", "localhost:8080", "--token", "t");
        Assert.Equal(ExitCodes.Configuration, exitCode);
        Assert.StartsWith("dunes: DUNES-CLI-001: ", error);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    public async Task A_file_that_proves_nothing_is_not_valid(string content)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, content);
            var (exitCode, output, _) = await RunAsync("contexts", "check", file);
            Assert.Equal(ExitCodes.FaultsFound, exitCode);
            Assert.StartsWith("NOT VALID: ", output);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_proof_that_is_not_there_is_not_found()
    {
        var (exitCode, _, error) = await RunAsync("contexts", "check", Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")));
        Assert.Equal(ExitCodes.NotFound, exitCode);
        Assert.StartsWith("dunes: DUNES-CLI-006: ", error);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var exitCode = await DunesCommandLine.RunAsync(arguments, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}

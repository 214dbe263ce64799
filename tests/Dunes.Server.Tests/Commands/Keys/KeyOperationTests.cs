using System.Text.Json;
using Dunes.Testing;

namespace Dunes.Server.Tests.Commands.Keys;

public sealed class KeyOperationTests : IDisposable
{
    private readonly ScriptedServer server = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Sign_prints_the_signature_or_writes_its_bytes()
    {
        byte[] signature = [1, 2, 3];
        server.On("POST /v1/keys/orders/sign", new { Version = 2, Signature = signature });
        var run = (await RunAsync("sign", "orders", "--text", "hello", "--context", "c", "--version", "2")).Succeeded();
        Assert.Equal("AQID", run.Output.Trim());
        var body = server.Body("POST /v1/keys/orders/sign");
        Assert.Equal("hello"u8, body.GetProperty("message").GetBytesFromBase64());
        Assert.Equal("c"u8, body.GetProperty("context").GetBytesFromBase64());
        Assert.Equal(2, body.GetProperty("version").GetInt32());
        Assert.False(body.TryGetProperty("mu", out _));

        (await RunAsync("sign", "orders", "--text", "hello", "--out", At("signature"))).Succeeded();
        Assert.Equal(signature, await File.ReadAllBytesAsync(At("signature"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Mu_takes_the_place_of_the_message()
    {
        server.On("POST /v1/keys/orders/sign", new { Version = 2, Signature = new byte[1] });
        await File.WriteAllBytesAsync(At("mu"), new byte[64], TestContext.Current.CancellationToken);
        (await RunAsync("sign", "orders", "--in", At("mu"), "--mu")).Succeeded();
        var body = server.Body("POST /v1/keys/orders/sign");
        Assert.Equal(64, body.GetProperty("mu").GetBytesFromBase64().Length);
        Assert.False(body.TryGetProperty("message", out _));
    }

    [Theory]
    [InlineData(true, ExitCodes.Success, "VALID key version 2")]
    [InlineData(false, ExitCodes.FaultsFound, "NOT VALID key version 2")]
    public async Task Verify_says_it_by_the_exit_code_too(bool valid, int exitCode, string line)
    {
        server.On("POST /v1/keys/orders/verify", new { Version = 2, Valid = valid });
        server.On("POST /v1/keys/codes/mac/verify", new { Version = 2, Valid = valid });
        await File.WriteAllBytesAsync(At("signature"), [0xff, 0x00], TestContext.Current.CancellationToken);
        var run = await RunAsync("verify", "orders", "--text", "hello", "--signature", At("signature"));
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(line, run.Output.Trim());
        Assert.Equal([0xff, 0x00], server.Body("POST /v1/keys/orders/verify").GetProperty("signature").GetBytesFromBase64());
        Assert.Equal(exitCode, (await RunAsync("mac", "codes", "--text", "hello", "--check", "AQID")).ExitCode);
        Assert.Equal([1, 2, 3], server.Body("POST /v1/keys/codes/mac/verify").GetProperty("mac").GetBytesFromBase64());
    }

    [Fact]
    public async Task A_signature_that_is_neither_file_nor_base64_is_a_usage_error()
    {
        var run = await RunAsync("verify", "orders", "--text", "hello", "--signature", "no such file");
        Assert.Equal(ExitCodes.Configuration, run.ExitCode);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Data_keys_are_a_line_each()
    {
        server.On("POST /v1/keys/orders/data-keys", body => new
        {
            DataKeys = Enumerable.Range(1, body.GetProperty("count").GetInt32()).Select(i => new
            {
                Version = 1,
                Plaintext = body.GetProperty("plaintext").GetBoolean() ? "AAAA" : null,
                Ciphertext = $"dunes:v1:{i}",
            }),
        });
        Assert.Equal(["AAAA dunes:v1:1", "AAAA dunes:v1:2"], Lines(await RunAsync("data-key", "orders", "--count", "2")));
        Assert.Equal(["dunes:v1:1"], Lines(await RunAsync("data-key", "orders", "--without-plaintext")));
    }

    [Fact]
    public async Task Encapsulation_mac_and_random_print_what_scripts_need()
    {
        server.On("POST /v1/keys/kem/encapsulate", new { Version = 1, Ciphertext = "Q1Q=", SharedSecret = "U1M=" })
            .On("POST /v1/keys/kem/decapsulate", new { Version = 1, SharedSecret = "U1M=" })
            .On("POST /v1/keys/codes/mac", new { Version = 1, Mac = "TUFD" })
            .On("POST /v1/random", new { Bytes = "UkFORA==" });
        Assert.Equal(["U1M= Q1Q="], Lines(await RunAsync("encapsulate", "kem")));
        Assert.Equal(["U1M="], Lines(await RunAsync("decapsulate", "kem", "--ciphertext", "Q1Q=")));
        Assert.Equal(["TUFD"], Lines(await RunAsync("mac", "codes", "--text", "hello")));
        Assert.Equal(["UkFORA=="], Lines(await RunAsync("random", "--bytes", "4")));
        Assert.Equal(4, server.Body("POST /v1/random").GetProperty("bytes").GetInt32());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"signature":5}""")]
    [InlineData("[]")]
    public async Task An_answer_that_is_none_is_told_as_such(string answer)
    {
        server.On("POST /v1/keys/orders/sign", JsonDocument.Parse(answer).RootElement);
        var run = await RunAsync("sign", "orders", "--text", "hello");
        Assert.Equal(ExitCodes.Other, run.ExitCode);
        Assert.StartsWith("dunes: DUNES-CLI-005: ", run.Error);
    }

    [Fact]
    public async Task Bench_measures_what_it_is_asked_for()
    {
        var run = (await CommandRun.OfAsync("bench", "crypto", "--seconds", "0.01", "--only", "seal 1 KiB", "--json")).Succeeded();
        var operations = JsonDocument.Parse(run.Output).RootElement.GetProperty("operations");
        Assert.InRange(operations.GetArrayLength(), 1, 2);
        Assert.All(operations.EnumerateArray(), operation => Assert.True(operation.GetProperty("microseconds").GetDouble() > 0));
        Assert.Equal(ExitCodes.Configuration, (await CommandRun.OfAsync("bench", "crypto", "--only", "RSA")).ExitCode);
    }

    private static string[] Lines(CommandRun run) => run.Succeeded().Output.TrimEnd().ReplaceLineEndings("\n").Split('\n');

    private string At(string name) => Path.Combine(folder.Path, name);

    private Task<CommandRun> RunAsync(string verb, params string[] arguments) => CommandRun.AgainstAsync(server, ["keys", verb, .. arguments]);
}

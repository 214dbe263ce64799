using System.Security.Cryptography;
using System.Text;
using Dunes.Cryptography.Sealing;
using Dunes.Testing;

namespace Dunes.Server.Tests.Commands.Keys;

public sealed class FileSealingTests : IDisposable
{
    private readonly SealingServer server = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("orders", 0)]
    [InlineData("orders", 1)]
    [InlineData("orders", 16 * 1024)]
    [InlineData("orders", (5 * 16 * 1024) + 7)]
    [InlineData("whole", 0)]
    [InlineData("whole", 70_000)]
    public async Task A_file_goes_there_and_back(string name, int size)
    {
        var content = RandomNumberGenerator.GetBytes(size);
        await File.WriteAllBytesAsync(At("plain"), content, TestContext.Current.CancellationToken);
        var sealing = (await RunAsync("encrypt", name, "--in", At("plain"), "--out", At("sealed"), "--aad", "invoice")).Succeeded();
        var message = await File.ReadAllBytesAsync(At("sealed"), TestContext.Current.CancellationToken);
        Assert.Equal(content, server.Key.Open(message, "invoice"u8));
        Assert.Contains($"{message.Length} bytes, key version 1", sealing.Output);

        // What has message keys never travels; a message that ended up at the server opens there.
        Assert.Equal(name == "whole", server.Http.Requests.Any(request => request.Request.EndsWith("/encrypt", StringComparison.Ordinal)));
        (await RunAsync("decrypt", "orders", "--in", At("sealed"), "--out", At("opened"), "--aad", "invoice")).Succeeded();
        Assert.Equal(content, await File.ReadAllBytesAsync(At("opened"), TestContext.Current.CancellationToken));
        Assert.Equal(["opened", "plain", "sealed"], Names());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("opened")));
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_message_no_plaintext_is_left_anywhere()
    {
        var message = server.Key.Seal(RandomNumberGenerator.GetBytes(100_000), []);
        var wrongTag = message.ToArray();
        wrongTag[^1] ^= 1;
        var wrongCommitment = message.ToArray();
        wrongCommitment[60] ^= 1;
        byte[][] broken = [wrongTag, wrongCommitment, message[..50_000], message[..(84 + (2 * (16384 + 16)))], message[..90], message[..20], [.. message, 0], "plain"u8.ToArray(), []];
        foreach (var bytes in broken)
        {
            await File.WriteAllBytesAsync(At("sealed"), bytes, TestContext.Current.CancellationToken);
            var run = await RunAsync("decrypt", "orders", "--in", At("sealed"), "--out", At("opened"));
            Assert.Equal(ExitCodes.FaultsFound, run.ExitCode);
            Assert.Contains("DUNES-SEAL-00", run.Error);
            Assert.Empty(run.Output);
            Assert.Equal(["sealed"], Names());
            var toStandardOutput = await RunAsync("decrypt", "orders", "--in", At("sealed"), "--out", "-");
            Assert.Equal(ExitCodes.FaultsFound, toStandardOutput.ExitCode);
            Assert.Empty(toStandardOutput.OutputBytes);
        }
    }

    [Fact]
    public async Task A_file_that_exists_is_replaced_only_when_told_and_only_by_a_whole_one()
    {
        await File.WriteAllTextAsync(At("plain"), "new", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(At("sealed"), "old", TestContext.Current.CancellationToken);
        var run = await RunAsync("encrypt", "orders", "--in", At("plain"), "--out", At("sealed"));
        Assert.Equal(ExitCodes.NotAllowed, run.ExitCode);
        Assert.Contains("DUNES-CLI-006", run.Error);
        Assert.Contains("--force", run.Error);
        var failing = await RunAsync("decrypt", "orders", "--in", At("plain"), "--out", At("sealed"), "--force");
        Assert.Equal(ExitCodes.FaultsFound, failing.ExitCode);
        Assert.Equal("old", await File.ReadAllTextAsync(At("sealed"), TestContext.Current.CancellationToken));

        (await RunAsync("encrypt", "orders", "--in", At("plain"), "--out", At("sealed"), "--force")).Succeeded();
        var message = await File.ReadAllBytesAsync(At("sealed"), TestContext.Current.CancellationToken);
        Assert.Equal("new"u8, server.Key.Open(message, []));
        Assert.Equal(["plain", "sealed"], Names());
    }

    [Fact]
    public async Task More_than_1_GiB_is_refused_before_anything_is_read_or_asked()
    {
        await using (var sparse = File.Create(At("huge")))
            sparse.SetLength((1L << 30) + 1);
        var run = await RunAsync("encrypt", "orders", "--in", At("huge"), "--out", At("sealed"));
        Assert.Equal(ExitCodes.Configuration, run.ExitCode);
        Assert.Contains("DUNES-CLI-011", run.Error);
        Assert.Empty(server.Http.Requests);
        Assert.Equal(["huge"], Names());
    }

    [Fact]
    public async Task What_only_the_server_can_seal_has_a_limit_of_20_MiB()
    {
        await using (var sparse = File.Create(At("large")))
            sparse.SetLength((20 << 20) + 1);
        var run = await RunAsync("encrypt", "whole", "--in", At("large"), "--out", At("sealed"));
        Assert.StartsWith("dunes: no-message-keys: ", run.Error);
        var ofOldVersion = await RunAsync("encrypt", "orders", "--in", At("large"), "--out", At("sealed"), "--version", "1");
        Assert.StartsWith("dunes: DUNES-CLI-011: ", ofOldVersion.Error);
        Assert.Equal(["large"], Names());
    }

    [Fact]
    public async Task Standard_output_gets_the_bytes_and_nothing_else()
    {
        var content = RandomNumberGenerator.GetBytes(40_000);
        await File.WriteAllBytesAsync(At("plain"), content, TestContext.Current.CancellationToken);
        var message = (await RunAsync("encrypt", "orders", "--in", At("plain"), "--out", "-")).Succeeded().OutputBytes;
        await File.WriteAllBytesAsync(At("sealed"), message, TestContext.Current.CancellationToken);
        Assert.Equal(content, (await RunAsync("decrypt", "orders", "--in", At("sealed"), "--out", "-")).Succeeded().OutputBytes);
    }

    [Fact]
    public async Task Texts_and_data_keys_open_too()
    {
        var text = (await RunAsync("encrypt", "orders", "--text", "@hello")).Succeeded().Output.Trim();
        Assert.StartsWith("dunes:v1:", text);
        Assert.Equal("@hello", (await RunAsync("decrypt", "orders", "--text", text)).Succeeded().Output);
        await File.WriteAllTextAsync(At("text"), text + "\n", TestContext.Current.CancellationToken);
        Assert.Equal("@hello", (await RunAsync("decrypt", "orders", "--in", At("text"), "--out", "-")).Succeeded().Output);

        using var dataKey = server.Key.GenerateDataKey([]);
        await File.WriteAllBytesAsync(At("key"), dataKey.Sealed, TestContext.Current.CancellationToken);
        Assert.Equal(dataKey.Plaintext, (await RunAsync("decrypt", "orders", "--in", At("key"), "--out", "-")).Succeeded().OutputBytes);
    }

    [Fact]
    public async Task Rewrap_speaks_both_forms_of_a_message()
    {
        var renewed = server.Key.Seal("x"u8, []);
        server.Http.On("POST /v1/keys/orders/rewrap", new { Version = 1, Ciphertext = SealedText.Encode(renewed) });
        var message = server.Key.Seal("x"u8, []);
        await File.WriteAllBytesAsync(At("sealed"), message, TestContext.Current.CancellationToken);
        (await RunAsync("rewrap", "orders", "--in", At("sealed"), "--out", At("renewed"), "--aad", "a")).Succeeded();
        Assert.Equal(renewed, await File.ReadAllBytesAsync(At("renewed"), TestContext.Current.CancellationToken));
        var body = server.Http.Body("POST /v1/keys/orders/rewrap");
        Assert.Equal(SealedText.Encode(message), body.GetProperty("ciphertext").GetString());
        Assert.Equal("a", Encoding.UTF8.GetString(body.GetProperty("associatedData").GetBytesFromBase64()));
    }

    private string At(string name) => Path.Combine(folder.Path, name);

    private IEnumerable<string?> Names() => Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private Task<CommandRun> RunAsync(string verb, params string[] arguments) => CommandRun.AgainstAsync(server.Http, ["keys", verb, .. arguments]);
}

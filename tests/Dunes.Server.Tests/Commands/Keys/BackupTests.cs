using System.Text.Json;
using Dunes.Abstractions.Keys;
using Dunes.Testing;

namespace Dunes.Server.Tests.Commands.Keys;

public sealed class BackupTests : IDisposable
{
    private readonly ScriptedServer server = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task All_keys_of_a_tenant_go_into_a_file_and_come_back()
    {
        server.On("GET /v1/keys?limit=100", new KeyPage(
            [SampleKey.Orders, SampleKey.Orders with { Name = "gone", State = KeyState.Destroyed }, SampleKey.Orders with { Name = "other" }], null))
            .On("POST /v1/keys/orders/backup", new { Backup = new byte[] { 1, 2 } })
            .On("POST /v1/keys/other/backup", new { Backup = new byte[] { 3 } })
            .On("POST /v1/keys/orders/restore", SampleKey.Orders)
            .On("POST /v1/keys/other/restore", SampleKey.Orders);
        (await RunAsync("backup", "--all", "--out", At("backup"))).Succeeded();
        Assert.Equal(
            ["""{"name":"orders","backup":"AQI="}""", """{"name":"other","backup":"Aw=="}"""],
            await File.ReadAllLinesAsync(At("backup"), TestContext.Current.CancellationToken));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("backup")));

        var run = (await RunAsync("restore", At("backup"))).Succeeded();
        Assert.Contains("orders: restored", run.Output);
        Assert.Equal([1, 2], server.Body("POST /v1/keys/orders/restore").GetProperty("backup").GetBytesFromBase64());
        Assert.Equal([3], server.Body("POST /v1/keys/other/restore").GetProperty("backup").GetBytesFromBase64());
    }

    [Fact]
    public async Task Restore_goes_on_when_a_key_fails_and_ends_with_an_error()
    {
        await File.WriteAllTextAsync(At("backup"), """
            {"name":"taken","backup":"AQI="}
            garbage
            {"name":"other","backup":"Aw=="}
            """, TestContext.Current.CancellationToken);
        server.On("POST /v1/keys/taken/restore", new ScriptedServer.Problem(409, "name-taken", "There is one."))
            .On("POST /v1/keys/other/restore", SampleKey.Orders);
        var run = await RunAsync("restore", At("backup"), "--json");
        Assert.Equal(ExitCodes.Other, run.ExitCode);
        Assert.StartsWith("dunes: DUNES-CLI-010: 2 of 3", run.Error);
        var keys = JsonDocument.Parse(run.Output).RootElement.GetProperty("keys").EnumerateArray()
            .Select(key => (key.GetProperty("name").GetString(), key.GetProperty("done").GetBoolean(), key.GetProperty("code").GetString()));
        Assert.Equal([("taken", false, "name-taken"), ("line 2", false, "DUNES-CLI-001"), ("other", true, null)], keys);

        (await RunAsync("restore", At("backup"), "--only", "other")).Succeeded();
        Assert.Equal(ExitCodes.NotFound, (await RunAsync("restore", At("backup"), "--only", "missing")).ExitCode);
    }

    [Fact]
    public async Task What_is_no_backup_is_refused_before_anything_is_asked()
    {
        await File.WriteAllTextAsync(At("backup"), "{}\n", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Configuration, (await RunAsync("restore", At("backup"))).ExitCode);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Backup_leaves_out_what_fails_and_says_so()
    {
        server.On("POST /v1/keys/orders/backup", new { Backup = new byte[] { 1, 2 } });
        var run = await RunAsync("backup", "orders", "missing", "--out", At("backup"));
        Assert.Equal(ExitCodes.Other, run.ExitCode);
        Assert.Contains("missing: FAILED", run.Output);
        Assert.Single(await File.ReadAllLinesAsync(At("backup"), TestContext.Current.CancellationToken));

        var none = await RunAsync("backup", "missing", "--out", At("none"));
        Assert.Equal(ExitCodes.Other, none.ExitCode);
        Assert.False(File.Exists(At("none")));

        var standard = (await RunAsync("backup", "orders", "--out", "-")).Succeeded();
        Assert.Equal("""{"name":"orders","backup":"AQI="}""" + "\n", standard.Output);
    }

    private string At(string name) => Path.Combine(folder.Path, name);

    private Task<CommandRun> RunAsync(string verb, params string[] arguments) => CommandRun.AgainstAsync(server, ["keys", verb, .. arguments]);
}

using System.Text.Json;
using Dunes.Abstractions.Keys;

namespace Dunes.Server.Tests.Commands.Keys;

public sealed class KeyManagementTests : IDisposable
{
    private readonly ScriptedServer server = new ScriptedServer()
        .On("GET /v1/keys/orders", SampleKey.Orders)
        .On("PATCH /v1/keys/orders", SampleKey.Orders);

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task Show_prints_what_matters_and_json_is_the_answer_itself()
    {
        var run = (await CommandRun.AgainstAsync(server, "keys", "show", "orders")).Succeeded();
        Assert.All(
            ["default/orders", "DC2K-1 (derived)", "Orders of the shop", "team=shop", "every 30d", "after 1000 operations", "role agent: encrypt", "client till: decrypt", "disabled", "1234"],
            text => Assert.Contains(text, run.Output));
        var json = (await CommandRun.AgainstAsync(server, "keys", "show", "orders", "--json")).Succeeded();
        Assert.Equal(3, JsonDocument.Parse(json.Output).RootElement.GetProperty("currentVersion").GetInt32());
    }

    [Fact]
    public async Task List_reads_all_pages()
    {
        server.On("GET /v1/keys?limit=100", new KeyPage([SampleKey.Orders], "a/b"))
            .On("GET /v1/keys?limit=100&cursor=a%2Fb", new KeyPage([SampleKey.Orders with { Name = "zebra" }], null));
        var run = (await CommandRun.AgainstAsync(server, "keys", "list")).Succeeded();
        Assert.Contains("orders", run.Output);
        Assert.Contains("zebra", run.Output);
    }

    [Fact]
    public async Task Versions_reads_all_pages_and_prints_one_public_key_alone()
    {
        var version = new KeyVersionInfo { Version = 1, CreatedAt = SampleKey.Orders.CreatedAt, PublicKey = [1, 2, 3] };
        server.On("GET /v1/keys/orders/versions?from=1&limit=1000", new { Versions = new[] { version }, NextFrom = 2 })
            .On("GET /v1/keys/orders/versions?from=2&limit=1000", new { Versions = new[] { version with { Version = 2 } }, NextFrom = (int?)null })
            .On("GET /v1/keys/orders/versions/1", version);
        var all = (await CommandRun.AgainstAsync(server, "keys", "versions", "orders", "--json")).Succeeded();
        Assert.Equal(2, JsonDocument.Parse(all.Output).RootElement.GetProperty("versions").GetArrayLength());
        var key = (await CommandRun.AgainstAsync(server, "keys", "versions", "orders", "--version", "1", "--public-key")).Succeeded();
        Assert.Equal("AQID", key.Output.Trim());
    }

    [Fact]
    public async Task Create_sends_what_was_asked_for_and_no_null()
    {
        server.On("POST /v1/keys", SampleKey.Orders);
        (await CommandRun.AgainstAsync(
            server, "keys", "create", "orders", "--algorithm", "DC2K-1", "--sealing", "derived", "--rotation-period", "30d", "--tag", "team=shop", "--exportable")).Succeeded();
        var body = server.Body("POST /v1/keys");
        Assert.Equal("orders", body.GetProperty("name").GetString());
        Assert.Equal("derived", body.GetProperty("sealing").GetString());
        Assert.Equal("30.00:00:00", body.GetProperty("rotation").GetProperty("period").GetString());
        Assert.False(body.GetProperty("rotation").TryGetProperty("afterBytes", out _));
        Assert.Equal("shop", body.GetProperty("tags").GetProperty("team").GetString());
        Assert.True(body.GetProperty("exportable").GetBoolean());
    }

    [Fact]
    public async Task Update_keeps_what_it_does_not_name()
    {
        (await CommandRun.AgainstAsync(server, "keys", "update", "orders", "--rotation-period", "never", "--tag", "stage=live", "--remove-tag", "team")).Succeeded();
        var body = server.Body("PATCH /v1/keys/orders");
        var rotation = body.GetProperty("rotation");
        Assert.False(rotation.TryGetProperty("period", out _));
        Assert.Equal(1000, rotation.GetProperty("afterOperations").GetInt64());
        Assert.Equal("""{"stage":"live"}""", body.GetProperty("tags").GetRawText());
        Assert.Equal(["tags", "rotation"], body.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Update_of_nothing_is_refused()
    {
        var run = await CommandRun.AgainstAsync(server, "keys", "update", "orders");
        Assert.Equal(ExitCodes.Configuration, run.ExitCode);
        Assert.DoesNotContain(server.Requests, request => request.Request.StartsWith("PATCH", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("grant", "--allow", "sign,encrypt", "role agent: sign,encrypt; client till: decrypt")]
    [InlineData("revoke", "--operations", "encrypt", "client till: decrypt")]
    [InlineData("revoke", "--operations", "sign", "role agent: encrypt; client till: decrypt")]
    [InlineData("revoke", "--operations", "all", "client till: decrypt")]
    public async Task Grants_of_others_stay(string verb, string option, string operations, string expected)
    {
        (await CommandRun.AgainstAsync(server, "keys", verb, "orders", "--role", "agent", option, operations)).Succeeded();
        var grants = server.Body("PATCH /v1/keys/orders").GetProperty("grants").EnumerateArray().Select(
            grant => $"{grant.GetProperty("kind").GetString()} {grant.GetProperty("grantee").GetString()}: {string.Join(',', grant.GetProperty("operations").EnumerateArray().Select(o => o.GetString()))}");
        Assert.Equal(expected.Split("; ").Order(), grants.Order());
    }

    [Fact]
    public async Task Rotate_names_the_version_it_saw_so_that_a_repetition_rotates_once()
    {
        server.On("POST /v1/keys/orders/rotate", SampleKey.Orders);
        (await CommandRun.AgainstAsync(server, "keys", "rotate", "orders")).Succeeded();
        Assert.Equal(3, server.Body("POST /v1/keys/orders/rotate").GetProperty("expectedVersion").GetInt32());
    }

    [Fact]
    public async Task Delete_disable_undelete_and_trim_name_what_they_are_for()
    {
        server.On("DELETE /v1/keys/orders?days=0&version=2", SampleKey.Orders).On("POST /v1/keys/orders/disable", SampleKey.Orders)
            .On("POST /v1/keys/orders/undelete", SampleKey.Orders).On("POST /v1/keys/orders/trim", SampleKey.Orders);
        (await CommandRun.AgainstAsync(server, "keys", "delete", "orders", "--days", "0", "--version", "2", "--yes")).Succeeded();
        (await CommandRun.AgainstAsync(server, "keys", "disable", "orders", "--version", "2")).Succeeded();
        Assert.Equal(2, server.Body("POST /v1/keys/orders/disable").GetProperty("version").GetInt32());
        (await CommandRun.AgainstAsync(server, "keys", "undelete", "orders")).Succeeded();
        Assert.Equal("{}", server.Body("POST /v1/keys/orders/undelete").GetRawText());
        (await CommandRun.AgainstAsync(server, "keys", "trim", "orders", "--below", "3", "--yes")).Succeeded();
        Assert.Equal(3, server.Body("POST /v1/keys/orders/trim").GetProperty("minAvailableVersion").GetInt32());
    }

    [Theory]
    [InlineData(403, ExitCodes.NotAllowed)]
    [InlineData(404, ExitCodes.NotFound)]
    [InlineData(410, ExitCodes.NotFound)]
    [InlineData(409, ExitCodes.Other)]
    [InlineData(503, ExitCodes.Unreachable)]
    public async Task What_the_server_refuses_has_its_code_and_an_exit_code(int status, int exitCode)
    {
        server.On("GET /v1/keys/orders", new ScriptedServer.Problem(status, "some-code", "Not like this."));
        var run = await CommandRun.AgainstAsync(server, "keys", "show", "orders");
        Assert.Equal(exitCode, run.ExitCode);
        Assert.StartsWith("dunes: some-code: Not like this.", run.Error);
    }

    [Fact]
    public async Task Reencrypt_waits_for_the_end_and_tells_of_what_failed()
    {
        var begun = new ReencryptionStatus(4, SampleKey.Orders.CreatedAt, null, 10, 3, 0, null);
        server.On("POST /v1/keys/orders/reencrypt", begun)
            .On("GET /v1/keys/orders/reencrypt", begun with { Done = 9, Failed = 1, FinishedAt = SampleKey.Orders.CreatedAt });
        var run = await CommandRun.AgainstAsync(server, "keys", "reencrypt", "orders", "--rate", "50");
        Assert.Equal(ExitCodes.FaultsFound, run.ExitCode);
        Assert.Contains("9 of 10 items under version 4, 1 failed", run.Output);
        Assert.Equal(50, server.Body("POST /v1/keys/orders/reencrypt").GetProperty("itemsPerSecond").GetInt32());

        var started = (await CommandRun.AgainstAsync(server, "keys", "reencrypt", "orders", "--no-wait", "--json")).Succeeded();
        Assert.Equal(3, JsonDocument.Parse(started.Output).RootElement.GetProperty("done").GetInt32());
    }
}

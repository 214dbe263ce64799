using Dunes.Abstractions.Keys;

namespace Dunes.Server.Tests.Commands.Keys;

public sealed class RootKeyCommandTests : IDisposable
{
    private static readonly RootKeyStatus Status = new(
        false,
        1,
        [new(1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, ["file/0011"]), new(2, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(30), ["file/0011", "pkcs11/22"])],
        [new("file", true, null), new("pkcs11", true, null)]);

    private readonly ScriptedServer server = new();

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task Status_shows_versions_wraps_and_providers_and_fails_when_one_does_not_work()
    {
        server.On("GET /v1/root", Status);
        var good = (await CommandRun.AgainstAsync(server, "keys", "root", "status")).Succeeded();
        Assert.Contains("open, version 1 seals", good.Output);
        Assert.Contains("file/0011, pkcs11/22", good.Output);
        Assert.Contains("1970-01-01 00:00:30Z", good.Output);

        server.On("GET /v1/root", Status with { Providers = [new("file", true, null), new("pkcs11", false, "DUNES-ROOT-034: no\u001b[31m token")] });
        var bad = await CommandRun.AgainstAsync(server, "keys", "root", "status");
        Assert.Equal(ExitCodes.FaultsFound, bad.ExitCode);
        Assert.Contains("DUNES-ROOT-034", bad.Output);
        Assert.DoesNotContain("\u001b[31m", bad.Output);
    }

    [Fact]
    public async Task Rotate_expects_the_newest_version_also_while_it_does_not_seal_yet()
    {
        server.On("GET /v1/root", Status).On("POST /v1/root/rotate", Status);
        (await CommandRun.AgainstAsync(server, "keys", "root", "rotate")).Succeeded();
        Assert.Equal(2, server.Body("POST /v1/root/rotate").GetProperty("expectedVersion").GetInt32());
    }

    [Theory]
    [InlineData("POST /v1/root/rewrap", "rewrap")]
    [InlineData("PUT /v1/root/providers/aws-kms", "add-provider", "aws-kms")]
    [InlineData("DELETE /v1/root/providers/file", "remove-provider", "file")]
    [InlineData("DELETE /v1/root/versions/7", "destroy", "7")]
    public async Task A_command_is_one_request(string request, params string[] command)
    {
        server.On(request, Status);
        (await CommandRun.AgainstAsync(server, ["keys", "root", .. command])).Succeeded();
        Assert.Equal(request, Assert.Single(server.Requests).Request);
    }

    [Fact]
    public async Task Reencrypt_is_that_of_the_root_key()
    {
        server.On("POST /v1/root/reencrypt", new ReencryptionStatus(2, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 10, 10, 0, null));
        var run = (await CommandRun.AgainstAsync(server, "keys", "root", "reencrypt", "--rate", "50")).Succeeded();
        Assert.Contains("10 of 10 items under version 2", run.Output);
        Assert.Equal(50, server.Body("POST /v1/root/reencrypt").GetProperty("itemsPerSecond").GetInt32());
    }
}

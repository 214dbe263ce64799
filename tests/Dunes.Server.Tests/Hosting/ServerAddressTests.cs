using Dunes.Server.Hosting;

namespace Dunes.Server.Tests.Hosting;

public sealed class ServerAddressTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("dunes-address-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void Is_found_while_its_process_lives()
    {
        var address = new ServerAddress(new("http://localhost:8080"), Environment.ProcessId, DateTimeOffset.UnixEpoch);
        address.Write(directory.FullName);
        Assert.Equal(address, ServerAddress.Read(directory.FullName));
        ServerAddress.Remove(directory.FullName);
        Assert.Null(ServerAddress.Read(directory.FullName));
    }

    [Fact]
    public void Of_a_process_that_is_gone_is_stale()
    {
        new ServerAddress(new("http://localhost:8080"), int.MaxValue, DateTimeOffset.UnixEpoch).Write(directory.FullName);
        Assert.Null(ServerAddress.Read(directory.FullName));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"url\":1}")]
    public void A_file_that_is_none_of_ours_is_no_address(string content)
    {
        File.WriteAllText(Path.Combine(directory.FullName, "server.json"), content);
        Assert.Null(ServerAddress.Read(directory.FullName));
    }
}

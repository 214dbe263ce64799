using System.Security.Cryptography;
using Dunes.Cryptography.RootKeys;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.RootKeys;

public sealed class FileKekProviderTests : IDisposable
{
    private const string Purpose = "test";

    private readonly TemporaryFolder folder = new();

    private string KekPath => folder.File("kek");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Creates_a_private_file_once()
    {
        Assert.True(FileKekProvider.CreateIfAbsent(KekPath));
        var content = File.ReadAllText(KekPath);
        Assert.False(FileKekProvider.CreateIfAbsent(KekPath));
        Assert.Equal(content, File.ReadAllText(KekPath));
        Assert.Equal(["kek"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        var lines = content.Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Equal(32, Convert.FromBase64String(lines[1]).Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KekPath));
    }

    [Fact]
    public async Task Of_many_creators_one_wins_and_all_find_its_file()
    {
        for (var round = 0; round < 20; round++)
        {
            var path = folder.File($"kek-{round}");
            using var together = new Barrier(8);
            var created = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return (Won: FileKekProvider.CreateIfAbsent(path), Content: File.ReadAllText(path));
                },
                TaskCreationOptions.LongRunning)));
            Assert.Single(created, result => result.Won);
            Assert.Single(created.Select(result => result.Content).Distinct());
        }

        Assert.Equal(20, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public async Task Unwraps_what_it_wrapped_also_after_a_restart()
    {
        var key = RandomNumberGenerator.GetBytes(256);
        var wrapped = await Provider().WrapAsync(key, Purpose, default);
        Assert.Equal("file", wrapped.ProviderId);
        Assert.Equal(key, await new FileKekProvider(KekPath).UnwrapAsync(wrapped, Purpose, default));

        byte[] kek = Convert.FromBase64String(File.ReadAllLines(KekPath)[1]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. "dunes-cluster/kek-id"u8, .. kek]).AsSpan(0, 8)), wrapped.KekId);

        var opened = new byte[256];
        Assert.True(Cobblestone256.TryOpen(kek, "dunes-cluster/file-kek/v1\0test"u8, wrapped.Bytes, opened));
        Assert.Equal(key, opened);
    }

    [Fact]
    public async Task Another_purpose_another_KEK_and_any_alteration_are_refused()
    {
        var provider = Provider();
        var wrapped = await provider.WrapAsync(new byte[32], Purpose, default);
        Assert.Equal("DUNES-ROOT-006", await CodeOf(() => provider.UnwrapAsync(wrapped, "other", default)));
        Assert.Equal("DUNES-ROOT-006", await CodeOf(() => provider.UnwrapAsync(wrapped with { Bytes = [] }, Purpose, default)));
        Assert.Equal("DUNES-ROOT-006", await CodeOf(() => provider.UnwrapAsync(wrapped with { Bytes = wrapped.Bytes[..^1] }, Purpose, default)));
        for (var i = 0; i < wrapped.Bytes.Length; i++)
        {
            var bytes = wrapped.Bytes.ToArray();
            bytes[i] ^= 1;
            Assert.Equal("DUNES-ROOT-006", await CodeOf(() => provider.UnwrapAsync(wrapped with { Bytes = bytes }, Purpose, default)));
        }

        var otherPath = folder.File("other");
        FileKekProvider.CreateIfAbsent(otherPath);
        Assert.Equal("DUNES-ROOT-006", await CodeOf(() => new FileKekProvider(otherPath).UnwrapAsync(wrapped, Purpose, default)));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.GroupExecute)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public async Task A_file_open_to_others_is_refused(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no Unix file modes.");
            return;
        }

        var provider = Provider();
        File.SetUnixFileMode(KekPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);
        Assert.Equal("DUNES-ROOT-003", await CodeOf(() => provider.WrapAsync(new byte[32], Purpose, default)));
        File.SetUnixFileMode(KekPath, UnixFileMode.UserRead);
        await provider.WrapAsync(new byte[32], Purpose, default);
    }

    [Fact]
    public async Task A_missing_file_is_told_as_such()
    {
        Assert.Equal("DUNES-ROOT-002", await CodeOf(() => new FileKekProvider(KekPath).WrapAsync(new byte[32], Purpose, default)));
        Assert.Equal("DUNES-ROOT-002", await CodeOf(() => new FileKekProvider(folder.File("none/kek")).WrapAsync(new byte[32], Purpose, default)));
        Assert.Equal("DUNES-ROOT-005", Assert.Throws<RootKeyException>(() => FileKekProvider.CreateIfAbsent(folder.File("none/kek"))).Code);
    }

    [Fact]
    public async Task A_malformed_file_is_refused_and_not_quoted()
    {
        var provider = Provider();
        var good = File.ReadAllText(KekPath);
        var secret = good.Split('\n')[1];
        string[] malformed = ["", "\n", good[..^1], good + "\n", good + good, secret, good.Replace(secret, secret[..^4]), good.Replace(secret, new string('!', 44)),
            good.Replace(" v1", " v2"), good.Replace("\n", "\r\n"), new string('x', 5_000)];
        foreach (var content in malformed)
        {
            File.WriteAllText(KekPath, content);
            var error = await Assert.ThrowsAsync<RootKeyException>(() => provider.WrapAsync(new byte[32], Purpose, default).AsTask());
            Assert.Equal("DUNES-ROOT-004", error.Code);
            Assert.DoesNotContain(secret[..8], error.ToString());
        }

        File.WriteAllText(KekPath, good);
        await provider.WrapAsync(new byte[32], Purpose, default);
    }

    private static async Task<string> CodeOf<T>(Func<ValueTask<T>> call) => (await Assert.ThrowsAsync<RootKeyException>(async () => await call())).Code;

    private FileKekProvider Provider()
    {
        FileKekProvider.CreateIfAbsent(KekPath);
        return new FileKekProvider(KekPath);
    }
}

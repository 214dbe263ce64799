using Dunes.Server.Client;
using Dunes.Server.Commands.Keys.Files;
using Dunes.Testing;

namespace Dunes.Server.Tests.Commands.Keys;

/// <summary>Measures what the whole process allocates, so nothing else may run beside it.</summary>
[Collection(nameof(FileSealingMemoryTests))]
[CollectionDefinition(nameof(FileSealingMemoryTests), DisableParallelization = true)]
public sealed class FileSealingMemoryTests : IDisposable
{
    private readonly SealingServer server = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_large_file_takes_no_more_memory_than_a_small_one()
    {
        const long Size = 256L << 20;
        await using (var sparse = File.Create(At("plain")))
            sparse.SetLength(Size);
        using var client = await ServerClient.ConnectAsync(new(new(server.Http.Url), null), "token", new("admin"), TestContext.Current.CancellationToken);
        var sealing = new FileSealing(client, "v1/keys/orders", "aad"u8.ToArray(), null);
        await SealAsync("warm-up", Stream.Null);

        await using var sealedFile = File.Create(At("sealed"));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await SealAsync("plain", sealedFile);
        var sealedAllocations = GC.GetTotalAllocatedBytes(precise: true) - before;
        await sealedFile.DisposeAsync();

        await using var input = InputFile.Open(At("sealed"));
        before = GC.GetTotalAllocatedBytes(precise: true);
        var (bytes, _) = await sealing.OpenAsync(input, Stream.Null, new Progress<double>(), TestContext.Current.CancellationToken);
        var openedAllocations = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(Size, bytes);
        Assert.InRange(sealedAllocations, 0, 48L << 20);
        Assert.InRange(openedAllocations, 0, 48L << 20);

        async Task SealAsync(string name, Stream output)
        {
            if (!File.Exists(At(name)))
                await File.WriteAllBytesAsync(At(name), [1], TestContext.Current.CancellationToken);
            await using var plaintext = InputFile.Open(At(name));
            await sealing.SealAsync(plaintext, output, null, new Progress<double>(), TestContext.Current.CancellationToken);
        }
    }

    private string At(string name) => Path.Combine(folder.Path, name);
}

using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Dunes.Server.Commands;
using Dunes.Testing;

namespace Dunes.Server.Tests.Commands.Keys;

/// <summary>What needs a process of its own: standard input, and signals.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class StandardStreamsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly SealingServer server = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Bytes_go_through_a_pipe_there_and_back()
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        var message = await PipeAsync(content, "encrypt", "orders", "--in", "-", "--out", "-");
        Assert.Equal(content, server.Key.Open(message, []));
        Assert.Equal(content, await PipeAsync(message, "decrypt", "orders", "--in", "-", "--out", "-"));
    }

    [Fact]
    public async Task A_command_that_is_told_to_end_leaves_nothing_behind()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Signals are sent with kill.");
        using var process = Start("encrypt", "orders", "--in", "-", "--out", Path.Combine(folder.Path, "sealed"));
        await process.StandardInput.BaseStream.WriteAsync(new byte[1_000_000], TestContext.Current.CancellationToken);
        await process.StandardInput.BaseStream.FlushAsync(TestContext.Current.CancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (Directory.GetFiles(folder.Path).Length == 0)
            await Task.Delay(20, patience.Token);
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        Assert.NotEqual(ExitCodes.Success, process.ExitCode);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private async Task<byte[]> PipeAsync(byte[] input, params string[] arguments)
    {
        using var process = Start(arguments);
        using var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.BaseStream.WriteAsync(input, TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        await Task.WhenAll(reading, error, process.WaitForExitAsync(TestContext.Current.CancellationToken)).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == ExitCodes.Success, await error);
        return output.ToArray();
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[typeof(DunesCommandLine).Assembly.Location, "keys", .. arguments, "--url", server.Http.Url, "--token", "token"])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}

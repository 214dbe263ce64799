using Dunes.Server.Hosting;

namespace Dunes.Server.Tests.Hosting;

[Collection(ProcessesCollection.Name)]
public sealed class DataDirectoryTests : IDisposable
{
    private readonly DirectoryInfo parent = Directory.CreateTempSubdirectory("dunes-data-");

    private string Data => Path.Combine(parent.FullName, "data");

    public void Dispose() => parent.Delete(recursive: true);

    [Fact]
    public void Is_created_for_its_owner_only_and_can_be_taken_again_after_release()
    {
        using (DataDirectory.Acquire(Data))
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
        }

        using var again = DataDirectory.Acquire(Data);
        Assert.Equal(Data, again.Path);
    }

    [Fact]
    public void Held_once_it_is_refused_and_the_holder_is_named()
    {
        using var held = DataDirectory.Acquire(Data);
        var error = Assert.Throws<DunesErrorException>(() => DataDirectory.Acquire(Data));
        Assert.Equal((ExitCodes.DataDirectoryInUse, "DUNES-CFG-004"), (error.ExitCode, error.Code));
        Assert.Contains($"process {Environment.ProcessId}", error.Message);
    }

    [Fact]
    public void A_lock_file_that_a_crash_left_behind_holds_nothing()
    {
        Directory.CreateDirectory(Data);
        File.WriteAllText(Path.Combine(Data, "dunes.lock"), "");
        File.WriteAllText(Path.Combine(Data, "dunes.pid"), "1");
        DataDirectory.Acquire(Data).Dispose();
    }

    [Fact]
    public void Where_nothing_can_be_created_it_is_refused()
    {
        File.WriteAllText(Data, "a file, not a directory");
        var error = Assert.Throws<DunesErrorException>(() => DataDirectory.Acquire(Path.Combine(Data, "below")));
        Assert.Equal((ExitCodes.DataDirectoryNotWritable, "DUNES-CFG-003"), (error.ExitCode, error.Code));
    }
}

using System.Diagnostics;
using System.Text.Json;

namespace Dunes.Server.Hosting;

/// <summary>What a running server leaves in its data directory, so that commands on this machine find it: <c>server.json</c>.</summary>
/// <param name="Url">Where it answers.</param>
/// <param name="Pid">Its process.</param>
/// <param name="StartedAt">When it became ready.</param>
internal sealed record ServerAddress(Uri Url, int Pid, DateTimeOffset StartedAt)
{
    private const string FileName = "server.json";

    /// <summary>Replaces the file atomically: a reader sees the old or the new one.</summary>
    public void Write(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        var draft = path + ".new";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>The file's content; null when there is none, it is not readable, or the process it names is gone (a crash leaves it behind).</summary>
    public static ServerAddress? Read(string dataDirectory)
    {
        try
        {
            var address = JsonSerializer.Deserialize<ServerAddress>(File.ReadAllBytes(Path.Combine(dataDirectory, FileName)), JsonSerializerOptions.Web);
            return address is { Url: not null } && IsAlive(address.Pid) ? address : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Removes the file, at a graceful stop.</summary>
    public static void Remove(string dataDirectory) => File.Delete(Path.Combine(dataDirectory, FileName));

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

using System.Globalization;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>All that a process has in memory and can read itself, by <c>/proc</c>; of Linux only.</summary>
internal static class ProcessMemory
{
    private const int ChunkSize = 4 * 1024 * 1024;

    /// <summary>Why it cannot be read here, or null.</summary>
    public static string? Missing(int pid)
    {
        if (!OperatingSystem.IsLinux())
            return "The memory of another process is read through /proc, which only Linux has.";
        try
        {
            using var memory = File.OpenRead($"/proc/{pid}/mem");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The memory of another process cannot be read here: {e.Message}";
        }
    }

    /// <summary>How often each pattern is there. The process goes on meanwhile.</summary>
    public static IReadOnlyDictionary<string, int> Count(int pid, IReadOnlyDictionary<string, byte[]> patterns)
    {
        var found = patterns.Keys.ToDictionary(name => name, _ => 0);
        var overlap = patterns.Values.Max(pattern => pattern.Length) - 1;
        var buffer = new byte[ChunkSize + overlap];
        using var memory = new FileStream($"/proc/{pid}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        foreach (var (from, to) in Regions(pid))
        {
            var kept = 0;
            for (var at = from; at < to;)
            {
                var wanted = (int)Math.Min(ChunkSize, to - at);
                var read = Read(memory, at, buffer.AsSpan(kept, wanted));
                if (read == 0)
                    break;
                at += read;
                var filled = buffer.AsSpan(0, kept + read);
                foreach (var (name, pattern) in patterns)
                    found[name] += filled.Count(pattern) - filled[..kept].Count(pattern);
                kept = Math.Min(overlap, filled.Length);
                filled[^kept..].CopyTo(buffer);
            }
        }

        return found;
    }

    private static int Read(FileStream memory, long at, Span<byte> into)
    {
        try
        {
            memory.Position = at;
            return memory.Read(into);
        }
        catch (IOException)
        {
            // Unmapped a moment ago, or not meant to be read.
            return 0;
        }
    }

    private static IEnumerable<(long From, long To)> Regions(int pid)
    {
        foreach (var line in File.ReadLines($"/proc/{pid}/maps"))
        {
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!parts[1].StartsWith("rw", StringComparison.Ordinal))
                continue;
            var range = parts[0].Split('-');
            yield return (long.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), long.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;

namespace Dunes.Cryptography.Tests.Memory;

/// <summary>Searches all writable memory of this process (heaps and stacks) for a secret, as a heap dump would show it.</summary>
internal static class ProcessMemory
{
    private const int BlockSize = 1 << 20;

    /// <summary>How often 32 bytes stand in memory. They are given masked, so that the search does not find itself.</summary>
    public static int Count(byte[] masked32, byte mask)
    {
        var found = 0;
        using var memory = new FileStream("/proc/self/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);

        // One pinned block, wiped after use: what it holds is a copy of other memory.
        var block = GC.AllocateArray<byte>(BlockSize + 32, pinned: true);
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var fields = line.Split(' ', 3);
            if (!fields[1].StartsWith("rw", StringComparison.Ordinal))
                continue;
            var ends = fields[0].Split('-');
            var (from, to) = (Parse(ends[0]), Parse(ends[1]));
            for (var at = from; at < to; at += BlockSize)
                found += CountInBlock(memory, at, (int)Math.Min(block.Length, to - at), block, masked32, mask);
        }

        return found;
    }

    private static int CountInBlock(FileStream memory, long at, int size, byte[] block, byte[] masked32, byte mask)
    {
        int read;
        try
        {
            memory.Position = at;
            read = memory.Read(block.AsSpan(0, size));
        }
        catch (IOException)
        {
            return 0;
        }

        var found = 0;
        unsafe
        {
            fixed (byte* start = block)
            {
                // The block itself is memory of this process.
                if (at < (long)start + block.Length && at + read > (long)start)
                    read = 0;
            }
        }

        for (var rest = block.AsSpan(0, read); ;)
        {
            var i = rest.IndexOf((byte)(masked32[0] ^ mask));
            if (i < 0 || rest.Length - i < 32)
                break;
            var same = 1;
            while (same < 32 && rest[i + same] == (byte)(masked32[same] ^ mask))
                same++;
            found += same == 32 ? 1 : 0;
            rest = rest[(i + 1)..];
        }

        CryptographicOperations.ZeroMemory(block);
        return found;
    }

    private static long Parse(string hex) => long.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>The opened versions of one key. Each is opened once, however many ask for it at the same time. Thread-safe.</summary>
/// <param name="name">The key.</param>
/// <param name="opener">Opens versions.</param>
/// <param name="time">Dates their use.</param>
/// <param name="opened">Called after each opening.</param>
internal sealed class OpenedVersions(KeyName name, KeyVersionOpener opener, TimeProvider time, Action opened)
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, Task<OpenedVersion>> versions = [];

    /// <summary>Whether none is open or being opened.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate)
                return versions.Count == 0;
        }
    }

    /// <summary>A version of the record, held for the caller.</summary>
    public async ValueTask<OpenedVersion> HoldAsync(KeyRecord record, int version)
    {
        while (true)
        {
            Task<OpenedVersion>? task;
            bool opens;
            lock (gate)
            {
                opens = !versions.TryGetValue(version, out task) || task.IsFaulted || task.IsCanceled;
                if (opens)
                    versions[version] = task = opener.OpenAsync(name, record, version);
            }

            var found = await task!;
            if (found.KeyId == record.KeyId && found.TryHold(time.GetTimestamp()))
            {
                if (opens)
                    opened();
                return found;
            }

            // Wiped in between, or of a key that had this name before.
            lock (gate)
            {
                if (versions.GetValueOrDefault(version) == task)
                    versions.Remove(version);
            }
        }
    }

    /// <summary>Lets go of some: each is wiped when its last use has ended. What is still being opened stays; a use waits for it.</summary>
    public void LetGo(Predicate<OpenedVersion> which)
    {
        lock (gate)
        {
            foreach (var (version, task) in versions.ToArray())
            {
                if (!task.IsCompleted || (Opened(task) is { } found && !which(found)))
                    continue;
                Opened(task)?.Release();
                versions.Remove(version);
            }
        }
    }

    /// <summary>When each was last used (timestamps).</summary>
    public IReadOnlyList<long> LastUses()
    {
        lock (gate)
            return [.. versions.Values.Select(Opened).OfType<OpenedVersion>().Select(found => found.LastUse)];
    }

    private static OpenedVersion? Opened(Task<OpenedVersion> task) => task.IsCompletedSuccessfully ? task.GetAwaiter().GetResult() : null;
}

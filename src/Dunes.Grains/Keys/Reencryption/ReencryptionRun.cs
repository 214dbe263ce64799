using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Reencryption;

/// <summary>
/// A run of re-encryption: the grain state of <see cref="ReencryptionGrain"/>. It makes passes over all items. It is finished by a pass that began when
/// nobody sealed under an older version any more, and that met no item which somebody else was just writing.
/// </summary>
[GenerateSerializer, Immutable, Alias("dunes.keys.reencryption-run")]
internal sealed record ReencryptionRun
{
    /// <summary>Most failures that are kept, to become findings; all are counted.</summary>
    public const int MaxFailures = 100;

    /// <summary>Id of the run, and of the event that reports its end.</summary>
    [Id(0)]
    public Guid Id { get; init; }

    /// <summary>Who started it.</summary>
    [Id(1)]
    public Principal? StartedBy { get; init; }

    /// <summary>Version that everything is to be sealed under, or a newer one.</summary>
    [Id(2)]
    public int TargetVersion { get; init; }

    /// <summary>When it started.</summary>
    [Id(3)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    [Id(4)]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Items to be done, as counted at the start.</summary>
    [Id(5)]
    public long Total { get; init; }

    /// <summary>Items done.</summary>
    [Id(6)]
    public long Done { get; init; }

    /// <summary>Items of this pass that do not open.</summary>
    [Id(7)]
    public long Failed { get; init; }

    /// <summary>The first of them.</summary>
    [Id(8)]
    public IReadOnlyList<ReencryptionFailure> Failures { get; init; } = [];

    /// <summary>Rate limit.</summary>
    [Id(9)]
    public int ItemsPerSecond { get; init; }

    /// <summary>Number of the pass, from 1.</summary>
    [Id(10)]
    public int Pass { get; init; } = 1;

    /// <summary>When this pass begins, or began.</summary>
    [Id(11)]
    public DateTimeOffset PassFrom { get; init; }

    /// <summary>See <see cref="ReencryptionTarget.SettledFrom"/>.</summary>
    [Id(12)]
    public DateTimeOffset SettledFrom { get; init; }

    /// <summary>Where the pass has got to; null: at the start.</summary>
    [Id(13)]
    public string? Cursor { get; init; }

    /// <summary>Items of this pass that somebody else was writing.</summary>
    [Id(14)]
    public long Missed { get; init; }

    /// <summary>Why it does not get on, or null.</summary>
    [Id(15)]
    public string? LastError { get; init; }

    /// <summary>A new run.</summary>
    public static ReencryptionRun Start(Principal caller, ReencryptionTarget target, long total, int itemsPerSecond, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        StartedBy = caller,
        TargetVersion = target.Version,
        StartedAt = now,
        Total = total,
        ItemsPerSecond = itemsPerSecond,
        PassFrom = target.SealsFrom > now ? target.SealsFrom : now,
        SettledFrom = target.SettledFrom,
    };

    /// <summary>The run after a batch.</summary>
    public ReencryptionRun After(ReencryptionBatch batch, DateTimeOffset now)
    {
        var next = this with
        {
            // Items that came after the count are done on top of it.
            Done = Done + batch.Done,
            Total = Math.Max(Total, Done + batch.Done + Failed + batch.Failures.Count),
            Failed = Failed + batch.Failures.Count,
            Failures = [.. Failures, .. batch.Failures.Take(MaxFailures - Failures.Count)],
            Missed = Missed + batch.Missed,
            Cursor = batch.Cursor,
            LastError = null,
        };
        if (batch.Cursor is not null)
            return next;
        if (PassFrom >= SettledFrom && next.Missed == 0)
            return next with { FinishedAt = now };
        return next with { Pass = Pass + 1, PassFrom = SettledFrom > now ? SettledFrom : now, Failed = 0, Failures = [], Missed = 0 };
    }

    /// <summary>As callers see it.</summary>
    public ReencryptionStatus Status() => new(TargetVersion, StartedAt, FinishedAt, Total, Done, Failed, LastError);
}

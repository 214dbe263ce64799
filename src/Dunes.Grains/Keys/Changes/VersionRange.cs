namespace Dunes.Grains.Keys.Changes;

/// <summary>Versions without a gap, both ends included.</summary>
internal readonly record struct VersionRange(int From, int To)
{
    /// <summary>The fewest ranges that hold exactly these versions, in order.</summary>
    public static IEnumerable<VersionRange> Of(IEnumerable<int> versions)
    {
        VersionRange? open = null;
        foreach (var version in versions.Distinct().Order())
        {
            if (open is { } range && range.To == version - 1)
            {
                open = range with { To = version };
                continue;
            }

            if (open is { } ended)
                yield return ended;
            open = new(version, version);
        }

        if (open is { } last)
            yield return last;
    }

    public override string ToString() => From == To ? $"{From}" : $"{From}-{To}";
}

namespace Dunes.Server.Configuration;

/// <summary>Finds what somebody meant who mistyped a key.</summary>
internal static class NearestKey
{
    /// <summary>The known key with the fewest edits, or null when more than a third of the typed key (at least two letters) would have to change.</summary>
    public static string? Of(string typed, IEnumerable<string> known)
    {
        var best = known
            .Select(key => (Key: key, Edits: Distance(typed.ToUpperInvariant(), key.ToUpperInvariant())))
            .OrderBy(candidate => candidate.Edits)
            .FirstOrDefault();
        return best.Key is not null && best.Edits <= Math.Max(2, typed.Length / 3) ? best.Key : null;
    }

    /// <summary>Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours.</summary>
    internal static int Distance(string a, string b)
    {
        var edits = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            edits[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            edits[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(replaced, 1 + Math.Min(edits[i - 1, j], edits[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
            }
        }

        return edits[a.Length, b.Length];
    }
}

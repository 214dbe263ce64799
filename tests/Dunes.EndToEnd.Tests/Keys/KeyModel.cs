using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>What is known of a key from the answers to its only owner: its state and that of each version.</summary>
/// <param name="State">As the API writes it.</param>
/// <param name="Current">Current version.</param>
/// <param name="Others">Versions that are not enabled.</param>
internal sealed record KeyModel(string State, int Current, ImmutableSortedDictionary<int, string> Others)
{
    private const string Enabled = "enabled";
    private const string Disabled = "disabled";
    private const string Pending = "pendingDeletion";
    private const string Destroyed = "destroyed";

    /// <summary>A key that has just been made.</summary>
    public static readonly KeyModel New = new(Enabled, 1, ImmutableSortedDictionary<int, string>.Empty);

    /// <summary>Whether the current version seals.</summary>
    public bool Seals => State == Enabled && !Others.ContainsKey(Current);

    /// <summary>Whether a version's messages open.</summary>
    public bool Opens(int version) => State == Enabled && !Others.ContainsKey(version);

    /// <summary>As a server says it: a key, and all that it lists of versions.</summary>
    public static KeyModel Of(JsonNode key, JsonNode versions)
    {
        var listed = versions["versions"]!.AsArray().ToDictionary(version => version!.Number("version"), version => version!.Text("state"));
        var current = key.Number("currentVersion");
        Assert.Equal(Enumerable.Range(key.Number("minAvailableVersion"), current - key.Number("minAvailableVersion") + 1), listed.Keys.Order());
        var others = Enumerable.Range(1, current)
            .Select(version => KeyValuePair.Create(version, listed.GetValueOrDefault(version, Destroyed)))
            .Where(version => version.Value != Enabled);
        return new(key.Text("state"), current, others.ToImmutableSortedDictionary());
    }

    /// <summary>A change that makes sense now, and what it makes of the key.</summary>
    public (HttpMethod Method, string Path, object? Body, KeyModel After) RandomChange(Random random)
    {
        if (State == Pending)
            return (HttpMethod.Post, "/undelete", null, this with { State = Disabled });
        if (State == Disabled)
            return (HttpMethod.Post, "/enable", null, this with { State = Enabled });
        var old = Enumerable.Range(1, Current - 1).Where(version => !Others.ContainsKey(version)).ToList();
        var one = old.Count > 0 ? old[random.Next(old.Count)] : 0;
        return random.Next(old.Count > 1 ? 6 : 3) switch
        {
            0 => (HttpMethod.Post, "/disable", null, this with { State = Disabled }),
            1 => (HttpMethod.Delete, "?days=30", null, this with { State = Pending }),
            2 or 3 => (HttpMethod.Post, "/rotate", new { expectedVersion = Current }, this with { Current = Current + 1 }),
            4 => (HttpMethod.Post, "/disable", new { version = one }, this with { Others = Others.SetItem(one, Disabled) }),
            _ => (HttpMethod.Delete, string.Create(CultureInfo.InvariantCulture, $"?days=0&version={one}"), null, this with { Others = Others.SetItem(one, Destroyed) }),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{State}, current {Current}; {string.Join(", ", Others.Select(version => $"{version.Key} {version.Value}"))}";
}

namespace Dunes.Maml;

/// <summary>On which lines of a text the values of front matter begin: the same tree as the values, without them.</summary>
/// <param name="line">The line of the value's key, or of the value where it has none; from 1.</param>
internal sealed class SourceLines(int line)
{
    private Dictionary<string, SourceLines>? _members;
    private List<SourceLines>? _items;

    /// <summary>What is known of a document that did not come from a text: nothing.</summary>
    public static SourceLines None { get; } = new(0);

    /// <summary>From 1; 0 when the document did not come from a text.</summary>
    public int Line => line;

    /// <summary>The lines of a member; what is not in the text has the line of what it would stand in.</summary>
    public SourceLines this[string key] => _members?.GetValueOrDefault(key) ?? new SourceLines(line);

    /// <summary>The lines of an item.</summary>
    public SourceLines this[int index] => _items is not null && index < _items.Count ? _items[index] : new SourceLines(line);

    public void Add(string key, SourceLines member) => (_members ??= []).Add(key, member);

    public void Add(SourceLines item) => (_items ??= []).Add(item);
}

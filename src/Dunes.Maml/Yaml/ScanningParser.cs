using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Dunes.Maml.Yaml;

/// <summary>
/// YamlDotNet's parser with one kind of error. On some malformed texts its scanner fails with an exception of its own making
/// (an escape beyond U+10FFFF, a broken plain scalar); whatever it throws while it scans means that the text is not YAML.
/// </summary>
internal sealed class ScanningParser(string yaml) : IParser
{
    private readonly Parser _parser = new(new StringReader(yaml));

    public ParsingEvent? Current => _parser.Current;

    public bool MoveNext()
    {
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception e) when (e is not (YamlException or OutOfMemoryException))
        {
            // The scanner knows its place no more; the last event's is the nearest.
            var place = _parser.Current?.End ?? Mark.Empty;
            throw new YamlException(place, place, "found a character or an escape that has no place here.", e);
        }
    }
}

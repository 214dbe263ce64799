namespace Dunes.Maml;

/// <summary>
/// A text that is no MAML document, or a document that cannot be written as one.
/// <list type="table">
/// <item><term>DUNES-MAML-001</term><description>Not UTF-8, or it starts with a byte order mark.</description></item>
/// <item><term>DUNES-MAML-002</term><description>A control character (all but tab and line feed; a carriage return only before a line feed),
/// or, in the front matter, a line separator (U+2028, U+2029), byte order mark or noncharacter. In quoted YAML strings they can be escaped.</description></item>
/// <item><term>DUNES-MAML-003</term><description>Front matter over 1 MiB, or body over 16 MiB.</description></item>
/// <item><term>DUNES-MAML-004</term><description>The first line is not <c>---</c>, or no further <c>---</c> line ends the front matter.</description></item>
/// <item><term>DUNES-MAML-005</term><description>The front matter is not well-formed YAML.</description></item>
/// <item><term>DUNES-MAML-006</term><description>A tag, anchor, alias, directive or document marker in the front matter.</description></item>
/// <item><term>DUNES-MAML-007</term><description>A key occurs twice in one mapping.</description></item>
/// <item><term>DUNES-MAML-008</term><description>The front matter is not a mapping, or a key is not a string.</description></item>
/// <item><term>DUNES-MAML-009</term><description>A plain scalar that YAML readers disagree on (empty, <c>~</c>, <c>True</c>, <c>0x1F</c>, <c>+1</c>, …).</description></item>
/// <item><term>DUNES-MAML-010</term><description>A number that a double does not keep exactly, an integer beyond 2^53, or half a surrogate pair.</description></item>
/// <item><term>DUNES-MAML-011</term><description>Nesting deeper than <see cref="Jcs.MaxDepth"/> levels.</description></item>
/// </list>
/// </summary>
public sealed class MamlException : FormatException
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">One of the codes above.</param>
    /// <param name="line">The line it was found on, from 1; 0 when the document did not come from a text.</param>
    /// <param name="message">What is wrong, and where it helps, what to write instead.</param>
    public MamlException(string code, int line, string message)
        : base(message) => (Code, Line) = (code, line);

    /// <summary>Creates the error with what caused it.</summary>
    /// <param name="code">One of the codes above.</param>
    /// <param name="line">As above.</param>
    /// <param name="message">As above.</param>
    /// <param name="cause">What caused it.</param>
    public MamlException(string code, int line, string message, Exception cause)
        : base(message, cause) => (Code, Line) = (code, line);

    /// <summary>The error code, <c>DUNES-MAML-</c> and three digits.</summary>
    public string Code { get; }

    /// <summary>The line of the text, from 1; 0 when the document did not come from a text.</summary>
    public int Line { get; }
}

namespace Dunes.Maml;

/// <summary>One thing that is wrong with a document.</summary>
/// <param name="Code">Stable code; see docs/errors.md.</param>
/// <param name="Line">The line of the document, from 1; 0 when it is about no line.</param>
/// <param name="Field">The field of the front matter, such as <c>lines[2].price</c>; empty when it is about none.</param>
/// <param name="Message">What is wrong, for people.</param>
public sealed record MamlFault(string Code, int Line, string Field, string Message);

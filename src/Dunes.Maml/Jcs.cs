using System.Text.Json;
using System.Text.Json.Nodes;
using Dunes.Maml.CanonicalJson;

namespace Dunes.Maml;

/// <summary>
/// The JSON Canonicalization Scheme (RFC 8785): one value, one sequence of bytes, so that it can be hashed and signed.
/// Stricter than the RFC where the RFC would let two different texts become the same bytes: a number must keep its exact value
/// through an IEEE 754 double, and an integer is at most 2^53 in size (larger ones belong in strings).
/// </summary>
public static class Jcs
{
    /// <summary>How deeply arrays and objects may nest.</summary>
    public const int MaxDepth = 64;

    /// <summary>The canonical form of a JSON value, UTF-8 without BOM.</summary>
    /// <exception cref="FormatException">Duplicate key, lone surrogate or invalid UTF-8, number that a double does not keep exactly,
    /// integer beyond 2^53, or nesting beyond <see cref="MaxDepth"/>.</exception>
    public static byte[] Canonicalize(JsonElement value)
    {
        var writer = new JcsWriter();
        try
        {
            writer.Write(value);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("A JSON string is not well-formed Unicode.", e);
        }

        return writer.ToBytes();
    }

    /// <inheritdoc cref="Canonicalize(JsonElement)"/>
    /// <param name="value">The value; null is the JSON null.</param>
    public static byte[] Canonicalize(JsonNode? value)
    {
        var writer = new JcsWriter();
        try
        {
            writer.Write(value);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("A JSON string is not well-formed Unicode.", e);
        }
        catch (ArgumentException e)
        {
            throw new FormatException("A JSON object has a key twice, or a number is not finite.", e);
        }

        return writer.ToBytes();
    }
}

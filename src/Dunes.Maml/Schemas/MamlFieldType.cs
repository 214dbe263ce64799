namespace Dunes.Maml.Schemas;

/// <summary>The types of fields; a schema writes them in lower case.</summary>
internal enum MamlFieldType
{
    /// <summary>Text; its measure is the number of Unicode characters (scalar values).</summary>
    String,

    /// <summary>A number without fraction; 1.0 is one.</summary>
    Integer,

    /// <summary>Any number.</summary>
    Number,

    /// <summary>true or false; has no measure.</summary>
    Boolean,

    /// <summary>A date and time with an offset as text (RFC 3339).</summary>
    Timestamp,

    /// <summary>A list; its measure is the number of items.</summary>
    Array,

    /// <summary>A mapping; has no measure.</summary>
    Object,
}

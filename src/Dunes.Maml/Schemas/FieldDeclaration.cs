namespace Dunes.Maml.Schemas;

/// <summary>What a schema says of one field, or of the items of an array.</summary>
/// <param name="Name">The field's name; empty for items.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Required">Whether it must be there.</param>
/// <param name="Min">The least measure (<see cref="FieldValue.Measure"/>), or null.</param>
/// <param name="Max">The greatest measure, or null.</param>
/// <param name="Enum">The canonical JSON of all values it may have, or null when it may have any.</param>
/// <param name="Fields">Of an object: its fields.</param>
/// <param name="Items">Of an array: what each item is, or null when it may be anything.</param>
internal sealed record FieldDeclaration(
    string Name,
    MamlFieldType Type,
    bool Required,
    IComparable? Min,
    IComparable? Max,
    HashSet<string>? Enum,
    IReadOnlyList<FieldDeclaration> Fields,
    FieldDeclaration? Items);

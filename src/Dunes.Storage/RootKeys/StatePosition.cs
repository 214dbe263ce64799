using System.Text.Json;

namespace Dunes.Storage.RootKeys;

/// <summary>The identity of a row of grain state, as the database has it.</summary>
internal sealed record StatePosition(int IdHash, int TypeHash, long N0, long N1, string Type, string? Extension, string Service)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static StatePosition Parse(string text) => JsonSerializer.Deserialize<StatePosition>(text) ?? throw new FormatException("This is no position.");

    public override string ToString() => JsonSerializer.Serialize(this);
}

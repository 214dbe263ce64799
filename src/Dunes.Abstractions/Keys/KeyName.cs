using Dunes.Abstractions.Errors;

namespace Dunes.Abstractions.Keys;

/// <summary>A key's name: tenant and name, each 1 to 64 of <c>A-Z a-z 0-9 . _ -</c>.</summary>
/// <param name="Tenant">Owner.</param>
/// <param name="Name">Name within the tenant.</param>
[GenerateSerializer, Immutable, Alias("dunes.keys.name")]
public readonly record struct KeyName([property: Id(0)] string Tenant, [property: Id(1)] string Name)
{
    private const int MaxPart = 64;

    /// <summary>The tenant that the cluster's own keys belong to. No token can name it.</summary>
    public const string SystemTenant = "$system";

    /// <summary>Signs the heads of contexts.</summary>
    public static KeyName ContextHeads => new(SystemTenant, "context-heads");

    /// <summary>Signs exported documents.</summary>
    public static KeyName Documents => new(SystemTenant, "documents");

    /// <summary>Seals the contexts of a tenant.</summary>
    public static KeyName ContextSealing(string tenant) => new(tenant, "context-sealing");

    /// <summary>The grain key.</summary>
    public override string ToString() => $"{Tenant}/{Name}";

    /// <summary>Reads a grain key; throws <see cref="DunesException"/> <c>DUNES-KEY-001</c> when it is malformed.</summary>
    public static KeyName Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IsPart(text[(slash + 1)..]) || !(text[..slash] == SystemTenant || IsPart(text[..slash])))
            throw new DunesException("DUNES-KEY-001", ErrorKind.Invalid, "A key is named tenant/name, each 1 to 64 of A-Z a-z 0-9 . _ -");
        return new(text[..slash], text[(slash + 1)..]);
    }

    /// <summary>Whether a tenant or a name is well formed.</summary>
    public static bool IsPart(string part) =>
        part.Length is > 0 and <= MaxPart && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}

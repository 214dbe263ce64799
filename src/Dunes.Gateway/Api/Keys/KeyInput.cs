using System.ComponentModel.DataAnnotations;

namespace Dunes.Gateway.Api.Keys;

/// <summary>One item of a request.</summary>
internal abstract record KeyInput
{
    /// <summary>The caller's own name of the item, at most 256 characters; the result repeats it.</summary>
    [MaxLength(256)]
    public string? Reference { get; init; }

    /// <summary>Whether nothing is set: so must be the fields beside <c>items</c>.</summary>
    internal abstract bool IsEmpty { get; }
}

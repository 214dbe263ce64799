using Dunes.Abstractions.Keys;

namespace Dunes.Gateway.Api.Keys;

/// <summary>Why one item of a batch failed.</summary>
/// <param name="Code">Stable code, for instance <c>DUNES-SEAL-002</c>.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record ItemError(string Code, string Message)
{
    public static ItemError? Of(KeyItemError? error) => error is null ? null : new(error.Code, error.Message);
}

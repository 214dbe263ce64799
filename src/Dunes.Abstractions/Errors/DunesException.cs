using Orleans.Runtime;

namespace Dunes.Abstractions.Errors;

/// <summary>The one error that crosses a grain call: a stable code of docs/errors.md, a kind, and a text that is safe to show.</summary>
/// <remarks>It is an <see cref="OrleansException"/> because Orleans wraps any other that a storage provider throws, and the code would be lost.</remarks>
/// <param name="code">Stable code, for instance <c>DUNES-CTX-002</c>.</param>
/// <param name="kind">What the caller can do about it.</param>
/// <param name="message">A sentence without secrets.</param>
[GenerateSerializer, Alias("dunes.error")]
public sealed class DunesException(string code, ErrorKind kind, string message) : OrleansException(message)
{
    /// <summary>Stable code, for instance <c>DUNES-CTX-002</c>.</summary>
    [Id(0)]
    public string Code { get; } = code;

    /// <summary>What the caller can do about it.</summary>
    [Id(1)]
    public ErrorKind Kind { get; } = kind;
}

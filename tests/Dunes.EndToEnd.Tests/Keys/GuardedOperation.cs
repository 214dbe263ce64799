using Dunes.Abstractions.Keys;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>A request that needs a right, and how it ends for somebody who has it. It leaves the key as it was, so it can be sent again and again.</summary>
/// <param name="Needs">The right.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Below <c>v1/keys/</c>.</param>
/// <param name="Body">JSON, or null.</param>
/// <param name="Status">The answer's status for whoever is allowed; above 299 when what is asked for is allowed but makes no sense just then.</param>
internal sealed record GuardedOperation(KeyOperation Needs, HttpMethod Method, string Path, object? Body = null, int Status = 200);

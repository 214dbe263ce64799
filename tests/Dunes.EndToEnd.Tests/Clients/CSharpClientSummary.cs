namespace Dunes.EndToEnd.Tests.Clients;

/// <summary>What one run of <see cref="CSharpClientDriver"/> saw; every expectation held, or it would have thrown.</summary>
/// <param name="ProtocolVersion">The negotiated protocol version.</param>
/// <param name="SessionId">The session's id over HTTP in the 2025-11-25 era, otherwise null.</param>
/// <param name="Tools">Tools listed.</param>
/// <param name="Prompts">Prompts listed.</param>
/// <param name="Resources">Resources listed.</param>
/// <param name="Progress">Progress notifications of <c>slow</c>.</param>
/// <param name="Elicitations">Forms that <c>ask</c> put to the user.</param>
public sealed record CSharpClientSummary(
    string ProtocolVersion,
    string? SessionId,
    int Tools,
    int Prompts,
    int Resources,
    int Progress,
    int Elicitations);

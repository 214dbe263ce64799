using Dunes.Abstractions.Errors;

namespace Dunes.Gateway.Identity;

/// <summary>A request feature: why authentication failed, for the challenge that follows.</summary>
/// <param name="Failure">What was wrong with the token; null when the token was good.</param>
/// <param name="Unavailable">What must be recorded could not be: the caller is not refused for its token.</param>
internal sealed record BearerOutcome(AuthFailure? Failure, DunesException? Unavailable);

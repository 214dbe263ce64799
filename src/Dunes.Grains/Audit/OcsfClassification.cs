using Dunes.Abstractions.Audit;

namespace Dunes.Grains.Audit;

/// <summary>The OCSF profile <c>security_control</c>: what was done about it.</summary>
/// <param name="ActionId">1 allowed, 2 denied, 3 observed.</param>
/// <param name="DispositionId">1 allowed, 2 blocked, 15 detected, 17 logged.</param>
/// <param name="IsAlert">Somebody should look at once.</param>
internal sealed record OcsfClassification(int ActionId, int DispositionId, bool IsAlert)
{
    public static OcsfClassification Of(SecurityEventType type) => type switch
    {
        SecurityEventType.AuthSuccess => new(1, 1, false),
        SecurityEventType.AuthFailure or SecurityEventType.AuthorizationDenied or SecurityEventType.RequestRejected => new(2, 2, false),
        SecurityEventType.SignatureVerifyFailed or SecurityEventType.DecryptFailed => new(2, 2, true),
        SecurityEventType.TamperDetected => new(3, 15, true),
        SecurityEventType.EventsDropped => new(3, 17, true),
        _ => new(3, 17, false),
    };
}

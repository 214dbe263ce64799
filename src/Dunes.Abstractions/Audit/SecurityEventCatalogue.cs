namespace Dunes.Abstractions.Audit;

/// <summary>Names and OCSF 1.8 classes of the event types (audit catalogue: type_uid = class_uid × 100 + activity_id).</summary>
public static class SecurityEventCatalogue
{
    /// <summary>What a type is called and how it is classified.</summary>
    /// <param name="Name">Stable name, the column <c>event_type</c>.</param>
    /// <param name="ClassUid">OCSF class.</param>
    /// <param name="ActivityId">OCSF activity.</param>
    /// <param name="Severity">Unless the event says otherwise.</param>
    /// <param name="Durable">It MUST be durable before the operation that caused it answers.</param>
    public sealed record Entry(string Name, int ClassUid, int ActivityId, Severity Severity, bool Durable)
    {
        /// <summary>OCSF <c>type_uid</c>.</summary>
        public int TypeUid => (ClassUid * 100) + ActivityId;
    }

    /// <summary>OCSF class Authentication.</summary>
    public const int Authentication = 3002;

    /// <summary>OCSF class EntityManagement.</summary>
    public const int EntityManagement = 3004;

    /// <summary>OCSF class ApiActivity.</summary>
    public const int ApiActivity = 6003;

    /// <summary>OCSF class DetectionFinding.</summary>
    public const int DetectionFinding = 2004;

    /// <summary>OCSF class EventLogActivity.</summary>
    public const int EventLogActivity = 1008;

    private const int Other = 99;

    /// <summary>The entry of a type.</summary>
    public static Entry Of(SecurityEventType type) => type switch
    {
        SecurityEventType.AuthSuccess => new("auth.success", Authentication, 1, Severity.Informational, true),
        SecurityEventType.AuthFailure => new("auth.failure", Authentication, 1, Severity.Medium, true),
        SecurityEventType.AuthorizationDenied => new("authz.denied", ApiActivity, Other, Severity.Medium, true),
        SecurityEventType.SignatureVerifyFailed => new("signature.verify_failed", ApiActivity, Other, Severity.High, false),
        SecurityEventType.DecryptFailed => new("decrypt.failed", ApiActivity, Other, Severity.High, false),
        SecurityEventType.KeyCreated => new("key.created", EntityManagement, 1, Severity.Low, true),
        SecurityEventType.KeyRotated => new("key.rotated", EntityManagement, 3, Severity.Low, true),
        SecurityEventType.ContextOpened => new("context.opened", EntityManagement, 1, Severity.Informational, false),
        SecurityEventType.ContextClosed => new("context.closed", EntityManagement, 4, Severity.Informational, false),
        SecurityEventType.ToolCalled => new("tool.called", ApiActivity, 2, Severity.Informational, false),
        SecurityEventType.RequestRejected => new("request.rejected", ApiActivity, Other, Severity.Low, false),
        SecurityEventType.TamperDetected => new("audit.tamper_detected", DetectionFinding, 1, Severity.Critical, true),
        SecurityEventType.AuditRead => new("audit.read", EventLogActivity, Other, Severity.Low, true),
        SecurityEventType.AuditExported => new("audit.exported", EventLogActivity, 3, Severity.Low, true),
        SecurityEventType.EventsDropped => new("audit.sink_failed", EventLogActivity, 7, Severity.High, false),
        SecurityEventType.KeyImported => new("key.imported", EntityManagement, 1, Severity.Medium, true),
        SecurityEventType.KeyUpdated => new("key.updated", EntityManagement, 3, Severity.Low, true),
        SecurityEventType.KeyEnabled => new("key.enabled", EntityManagement, 3, Severity.Low, true),
        SecurityEventType.KeyDisabled => new("key.disabled", EntityManagement, 3, Severity.Medium, true),
        SecurityEventType.KeyDeletionScheduled => new("key.deletion_scheduled", EntityManagement, 3, Severity.Medium, true),
        SecurityEventType.KeyDeletionCancelled => new("key.deletion_cancelled", EntityManagement, 3, Severity.Low, true),
        SecurityEventType.KeyDestroyed => new("key.destroyed", EntityManagement, 4, Severity.High, true),
        SecurityEventType.KeyExported => new("key.exported", ApiActivity, Other, Severity.High, true),
        SecurityEventType.KeyBackedUp => new("key.backed_up", ApiActivity, Other, Severity.Medium, true),
        SecurityEventType.KeyRestored => new("key.restored", EntityManagement, 1, Severity.Medium, true),
        SecurityEventType.KeyUsageWarning => new("key.usage_warning", ApiActivity, Other, Severity.Medium, false),
        SecurityEventType.KeyReencrypted => new("key.reencrypted", EntityManagement, 3, Severity.Low, true),
        SecurityEventType.ContextShredded => new("context.shredded", EntityManagement, 4, Severity.High, true),
        SecurityEventType.RootKeyRotated => new("root_key.rotated", EntityManagement, 3, Severity.Medium, true),
        SecurityEventType.RootKeyRewrapped => new("root_key.rewrapped", EntityManagement, 3, Severity.Medium, true),
        SecurityEventType.RootKeyDestroyed => new("root_key.destroyed", EntityManagement, 4, Severity.High, true),
        SecurityEventType.ClusterSealed => new("cluster.sealed", ApiActivity, Other, Severity.High, false),
        SecurityEventType.ClusterUnsealed => new("cluster.unsealed", ApiActivity, Other, Severity.Low, false),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}

namespace Dunes.Abstractions.Audit;

/// <summary>The closed catalogue of what is audited; <see cref="SecurityEventCatalogue"/> gives names and OCSF classes.</summary>
public enum SecurityEventType
{
    /// <summary>A token was accepted for the first time by this process.</summary>
    AuthSuccess,

    /// <summary>A token was missing or refused.</summary>
    AuthFailure,

    /// <summary>A known principal was refused an operation.</summary>
    AuthorizationDenied,

    /// <summary>A signature did not verify.</summary>
    SignatureVerifyFailed,

    /// <summary>A sealed message did not open.</summary>
    DecryptFailed,

    /// <summary>A key was created.</summary>
    KeyCreated,

    /// <summary>A key got a new version.</summary>
    KeyRotated,

    /// <summary>A context was opened.</summary>
    ContextOpened,

    /// <summary>A context ended.</summary>
    ContextClosed,

    /// <summary>A tool was called.</summary>
    ToolCalled,

    /// <summary>A request was refused for its form: Origin, size, depth, headers against body.</summary>
    RequestRejected,

    /// <summary>Stored data does not verify.</summary>
    TamperDetected,

    /// <summary>Records were read by someone else than their owner.</summary>
    AuditRead,

    /// <summary>Records were exported.</summary>
    AuditExported,

    /// <summary>Events that need not be durable first were lost: the queue was full, or they could not be stored.</summary>
    EventsDropped,

    /// <summary>A key was made from a secret that came from outside.</summary>
    KeyImported,

    /// <summary>Description, tags, rotation, limits, version floors or grants of a key were changed.</summary>
    KeyUpdated,

    /// <summary>A key or a version was enabled.</summary>
    KeyEnabled,

    /// <summary>A key or a version was disabled.</summary>
    KeyDisabled,

    /// <summary>A key or a version is to be destroyed at a known time.</summary>
    KeyDeletionScheduled,

    /// <summary>A scheduled destruction was cancelled.</summary>
    KeyDeletionCancelled,

    /// <summary>A key, a version or all versions below one were destroyed for ever.</summary>
    KeyDestroyed,

    /// <summary>A version left the cluster, wrapped.</summary>
    KeyExported,

    /// <summary>A backup of a key was taken.</summary>
    KeyBackedUp,

    /// <summary>A key was made again from a backup.</summary>
    KeyRestored,

    /// <summary>A version has been used more often than its warning limit.</summary>
    KeyUsageWarning,

    /// <summary>What the cluster stores under a key was sealed anew under its newest version.</summary>
    KeyReencrypted,

    /// <summary>The key of a context was destroyed: what it says can never be read again.</summary>
    ContextShredded,

    /// <summary>The cluster root key got a new version.</summary>
    RootKeyRotated,

    /// <summary>The wraps of the cluster root key were changed: made anew, added or removed.</summary>
    RootKeyRewrapped,

    /// <summary>A version of the cluster root key was destroyed.</summary>
    RootKeyDestroyed,

    /// <summary>A silo runs without the cluster root key: no KEK provider opens it.</summary>
    ClusterSealed,

    /// <summary>A silo that was sealed has opened the cluster root key.</summary>
    ClusterUnsealed,
}

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
}

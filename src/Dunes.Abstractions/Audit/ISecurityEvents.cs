namespace Dunes.Abstractions.Audit;

/// <summary>Where every part of a process reports security events.</summary>
public interface ISecurityEvents
{
    /// <summary>Queues an event (bounded, 4,096; what does not fit is counted and reported as one event). For types that need not be durable first.</summary>
    void Record(SecurityEvent securityEvent);

    /// <summary>
    /// Returns when the event is durable. Throws <see cref="Errors.DunesException"/> <c>DUNES-AUDIT-001</c> (Unavailable) after ten seconds:
    /// what must be audited must then not be done.
    /// </summary>
    Task RecordDurablyAsync(SecurityEvent securityEvent);
}

using System.Globalization;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Use;

/// <summary>What the use of keys tells the auditor. One event for a call, however many of its items are concerned.</summary>
internal sealed class KeyUseEvents(ISecurityEvents events, TimeProvider time)
{
    /// <summary>A caller was refused.</summary>
    public void Denied(Principal caller, KeyName name, KeyOperation operation, string code) =>
        Record(SecurityEventType.AuthorizationDenied, name, caller, code, operation.ToString(), operation.ToString());

    /// <summary>Messages did not open. <paramref name="caller"/> null: the cluster itself.</summary>
    public void DecryptFailed(Principal? caller, KeyName name, string code, string algorithm, int failed, int items) =>
        Record(SecurityEventType.DecryptFailed, name, caller, code, Count(algorithm, failed, items), null);

    /// <summary>Signatures did not verify.</summary>
    public void VerifyFailed(Principal? caller, KeyName name, string algorithm, int failed, int items) =>
        Record(SecurityEventType.SignatureVerifyFailed, name, caller, "DUNES-KEY-009", Count(algorithm, failed, items), null);

    private static string Count(string algorithm, int failed, int items) =>
        string.Create(CultureInfo.InvariantCulture, $"{algorithm}: {failed} of {items}");

    private void Record(SecurityEventType type, KeyName name, Principal? caller, string code, string detail, string? operation) => events.Record(new SecurityEvent
    {
        Type = type,
        Time = time.GetUtcNow(),
        Success = false,
        StatusCode = code,
        StatusDetail = detail,
        Actor = caller,
        ResourceType = "key",
        ResourceId = name.ToString(),
        Operation = operation,
        Tenant = name.Tenant,
    });
}

namespace Dunes.Storage.Audit;

/// <summary>A row of <c>security_logs</c>; the columns are OCSF's, named as in the audit specification.</summary>
public sealed record SecurityLogRow
{
    /// <summary>UUIDv7, unique.</summary>
    public required Guid Id { get; init; }

    /// <summary>Catalogue name, for instance <c>auth.failure</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset LoggedAt { get; init; }

    /// <summary>OCSF class.</summary>
    public required int ClassUid { get; init; }

    /// <summary>OCSF activity.</summary>
    public required int ActivityId { get; init; }

    /// <summary>OCSF type.</summary>
    public required int TypeUid { get; init; }

    /// <summary>OCSF 1 to 6.</summary>
    public required int SeverityId { get; init; }

    /// <summary>1 success, 2 failure.</summary>
    public required int StatusId { get; init; }

    /// <summary>Stable code.</summary>
    public string? StatusCode { get; init; }

    /// <summary>Safe text.</summary>
    public string? StatusDetail { get; init; }

    /// <summary>OCSF security_control: 1 allowed, 2 denied, 3 observed.</summary>
    public int? ActionId { get; init; }

    /// <summary>OCSF security_control: 1 allowed, 2 blocked, 15 detected, 17 logged.</summary>
    public int? DispositionId { get; init; }

    /// <summary>Somebody should look at once.</summary>
    public bool IsAlert { get; init; }

    /// <summary>Who, as issuer and subject.</summary>
    public string? ActorUid { get; init; }

    /// <summary>user, agent, service or silo.</summary>
    public string? ActorType { get; init; }

    /// <summary>The MCP context.</summary>
    public string? AgentInstanceUid { get; init; }

    /// <summary>Peer's address.</summary>
    public string? SrcIp { get; init; }

    /// <summary>Kind of resource.</summary>
    public string? ResourceType { get; init; }

    /// <summary>Its id.</summary>
    public string? ResourceUid { get; init; }

    /// <summary>MCP method or API operation.</summary>
    public string? Operation { get; init; }

    /// <summary>Tool of a call.</summary>
    public string? ToolName { get; init; }

    /// <summary>0 to 100.</summary>
    public int RiskScore { get; init; }

    /// <summary>W3C trace id.</summary>
    public string? TraceId { get; init; }

    /// <summary>W3C span id.</summary>
    public string? SpanId { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantUid { get; init; }

    /// <summary>The event as RFC 8785 canonical OCSF JSON, UTF-8, at most 65,535 bytes.</summary>
    public required byte[] EventJson { get; init; }
}

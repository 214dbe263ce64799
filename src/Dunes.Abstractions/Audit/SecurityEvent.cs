using Dunes.Abstractions.Identity;

namespace Dunes.Abstractions.Audit;

/// <summary>
/// Something an auditor wants to know. Only what these fields name is ever written: there is no free-form payload in which a secret could hide.
/// It becomes OCSF JSON and a row of <c>security_logs</c>.
/// </summary>
[GenerateSerializer, Immutable, Alias("dunes.audit.event")]
public sealed record SecurityEvent
{
    /// <summary>UUIDv7; a repeated id is stored once.</summary>
    [Id(0)]
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>One of <see cref="SecurityEventType"/>.</summary>
    [Id(1)]
    public required SecurityEventType Type { get; init; }

    /// <summary>When it happened.</summary>
    [Id(2)]
    public required DateTimeOffset Time { get; init; }

    /// <summary>It succeeded (OCSF status 1) or failed (2).</summary>
    [Id(3)]
    public required bool Success { get; init; }

    /// <summary>Overrides the type's default severity.</summary>
    [Id(4)]
    public Severity? Severity { get; init; }

    /// <summary>Stable code, for instance <c>DUNES-AUTH-003</c>.</summary>
    [Id(5)]
    public string? StatusCode { get; init; }

    /// <summary>A sentence without secrets and without content.</summary>
    [Id(6)]
    public string? StatusDetail { get; init; }

    /// <summary>Who did it, where that is known.</summary>
    [Id(7)]
    public Principal? Actor { get; init; }

    /// <summary>The peer's address.</summary>
    [Id(8)]
    public string? SourceIp { get; init; }

    /// <summary>For instance <c>context</c> or <c>key</c>.</summary>
    [Id(9)]
    public string? ResourceType { get; init; }

    /// <summary>Its id.</summary>
    [Id(10)]
    public string? ResourceId { get; init; }

    /// <summary>MCP method or API operation.</summary>
    [Id(11)]
    public string? Operation { get; init; }

    /// <summary>The tool of a <c>tools/call</c>.</summary>
    [Id(12)]
    public string? ToolName { get; init; }

    /// <summary>The MCP context it happened in.</summary>
    [Id(13)]
    public string? ContextId { get; init; }

    /// <summary>W3C trace id.</summary>
    [Id(14)]
    public string? TraceId { get; init; }

    /// <summary>W3C span id.</summary>
    [Id(15)]
    public string? SpanId { get; init; }

    /// <summary>Milliseconds it took, for calls.</summary>
    [Id(16)]
    public double? DurationMs { get; init; }

    /// <summary>The tenant it concerns, where there is no actor to name one.</summary>
    [Id(17)]
    public string? Tenant { get; init; }
}

namespace Dunes.Abstractions.Audit;

/// <summary>OCSF <c>severity_id</c>.</summary>
public enum Severity
{
    /// <summary>1</summary>
    Informational = 1,

    /// <summary>2</summary>
    Low = 2,

    /// <summary>3</summary>
    Medium = 3,

    /// <summary>4</summary>
    High = 4,

    /// <summary>5</summary>
    Critical = 5,

    /// <summary>6</summary>
    Fatal = 6,
}

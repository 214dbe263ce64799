namespace Dunes.Grains.Keys.Use;

/// <summary>The answer of a <see cref="KeyUsageBudget"/>.</summary>
internal enum UsageOutcome
{
    /// <summary>Counted, durably; go on.</summary>
    Counted,

    /// <summary>The version has had its uses and the key has to rotate first.</summary>
    RotationDue,

    /// <summary>The version refuses for ever.</summary>
    UsedUp,
}

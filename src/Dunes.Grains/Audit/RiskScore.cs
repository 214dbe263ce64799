using Dunes.Abstractions.Audit;

namespace Dunes.Grains.Audit;

/// <summary>The risk score of an audit: open critical findings × 10 + open medium findings × 5. High counts as critical; what is low or informational, not at all.</summary>
internal static class RiskScore
{
    public static long Compute(long critical, long medium) => (critical * 10) + (medium * 5);

    /// <summary>From the number of open findings by OCSF severity.</summary>
    public static long Compute(IReadOnlyDictionary<int, long> openBySeverity) => Compute(
        openBySeverity.Where(count => count.Key >= (int)Severity.High).Sum(count => count.Value),
        openBySeverity.GetValueOrDefault((int)Severity.Medium));
}

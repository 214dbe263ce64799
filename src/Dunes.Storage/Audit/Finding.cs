namespace Dunes.Storage.Audit;

/// <summary>A row of <c>findings</c>: something wrong that stays open until it is found to be right again.</summary>
/// <param name="Fingerprint">Identity: the same fault found twice is one finding.</param>
/// <param name="Severity">OCSF severity, 1 to 6.</param>
/// <param name="Title">A sentence without content.</param>
/// <param name="Source">What found it, for instance <c>contexts.verify</c>.</param>
/// <param name="FoundAt">When it was first found; milliseconds are kept.</param>
public sealed record Finding(string Fingerprint, int Severity, string Title, string Source, DateTimeOffset FoundAt);

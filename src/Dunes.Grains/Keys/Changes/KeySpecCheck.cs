using System.Globalization;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Changes;

/// <summary>What a key may be created with or changed to.</summary>
internal static class KeySpecCheck
{
    private const int MaxPurpose = 64;
    private const int MaxDescription = 1024;
    private const int MaxTags = 50;
    private const int MaxTagName = 64;
    private const int MaxTagValue = 256;
    private const int MaxGrants = 200;
    private const int MaxGrantee = 256;
    private const int MaxIssuer = 2048;
    private const long MostOperations = 1L << 45;

    /// <summary>Refuses what no key may be, with all faults at once.</summary>
    /// <exception cref="DunesException">DUNES-KEY-004, or DUNES-KEY-024 of a name that the cluster uses itself.</exception>
    public static void Run(KeyName name, KeySpec spec)
    {
        var faults = Faults(spec).ToList();
        if (faults.Count > 0)
            throw KeyErrors.BadSpec($"The key cannot be like this: {string.Join("; ", faults)}.");
        if (name == KeyName.ContextSealing(name.Tenant) && (spec.Algorithm != KeyAlgorithms.Dc2k1 || spec.Sealing != SealingMode.Plain || spec.Exportable))
            throw KeyErrors.Reserved(name, $"it seals the tenant's contexts, is of {KeyAlgorithms.Dc2k1}, plain and not exportable");
    }

    /// <summary>A copy that no caller holds.</summary>
    public static KeySpec Stored(KeySpec spec) => spec with
    {
        Tags = new Dictionary<string, string>(spec.Tags),
        Grants = spec.Grants.Select(grant => grant with { Operations = grant.Operations.Distinct().Order().ToArray() }).ToArray(),
    };

    private static IEnumerable<string> Faults(KeySpec spec)
    {
        if (!KeyAlgorithms.All.Contains(spec.Algorithm))
            yield return $"the algorithm is one of {string.Join(", ", KeyAlgorithms.All)}";
        if (spec.Rotation.Period is { } period && (period < RotationPolicy.ShortestPeriod || period > RotationPolicy.LongestPeriod))
            yield return "it rotates at most once a minute and at least once in ten years, or never";
        if (spec.Rotation.AfterOperations < 1 || spec.Rotation.AfterBytes < 1)
            yield return "it rotates after at least one operation and at least one byte";
        if (spec.Rotation.AfterOperations > spec.Limits.MaxOperations)
            yield return "it rotates after no more operations than the limit allows";
        if (spec.Limits.WarnOperations < 1 || spec.Limits.MaxOperations < spec.Limits.WarnOperations || spec.Limits.MaxOperations > MostOperations)
            yield return string.Create(CultureInfo.InvariantCulture, $"its limits are 1 <= warn <= max <= {MostOperations}");
        if (spec.Purpose.Length is < 1 or > MaxPurpose || !spec.Purpose.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-'))
            yield return $"the purpose is 1 to {MaxPurpose} of a-z 0-9 . -";
        if (spec.Description.Length > MaxDescription)
            yield return $"the description has at most {MaxDescription} characters";
        if (spec.Tags.Count > MaxTags)
            yield return $"it has at most {MaxTags} tags";
        if (spec.Tags.Any(tag => tag.Key.Length is < 1 or > MaxTagName || tag.Value.Length > MaxTagValue))
            yield return $"the name of a tag has 1 to {MaxTagName}, its value at most {MaxTagValue} characters";
        if (!Enum.IsDefined(spec.Sealing) || (spec.Sealing != SealingMode.Plain && spec.Algorithm != KeyAlgorithms.Dc2k1))
            yield return $"only {KeyAlgorithms.Dc2k1} seals derived or convergent";
        if (spec.Grants.Count > MaxGrants)
            yield return $"it has at most {MaxGrants} grants";
        foreach (var fault in spec.Grants.Take(MaxGrants).SelectMany(Faults).Distinct(StringComparer.Ordinal))
            yield return fault;
    }

    private static IEnumerable<string> Faults(KeyGrant grant)
    {
        if (!Enum.IsDefined(grant.Kind))
            yield return "a grant is to a subject, a client or a role";
        if (grant.Grantee.Length is < 1 or > MaxGrantee)
            yield return $"a grantee has 1 to {MaxGrantee} characters";
        if (grant.Kind == GranteeKind.Subject ? grant.Issuer is not { Length: > 0 and <= MaxIssuer } : grant.Issuer is not null)
            yield return "a grant to a subject names its issuer, and no other does";
        if (grant.Kind == GranteeKind.Role && !Roles.All.Contains(grant.Grantee))
            yield return $"a role is one of {string.Join(", ", Roles.All)}";
        if (grant.Operations.Count == 0 || !grant.Operations.All(Enum.IsDefined))
            yield return "a grant names operations";
    }
}

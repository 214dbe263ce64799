using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys;

/// <summary>What must hold of a key before it is used.</summary>
internal static class KeyStateCheck
{
    /// <summary>Refuses what no key may be created with.</summary>
    /// <exception cref="DunesException">DUNES-KEY-004.</exception>
    public static void Run(KeySpec spec)
    {
        if (!KeyAlgorithm.IsKnown(spec.Algorithm))
            throw KeyErrors.BadSpec("A key's algorithm is ML-DSA-44, ML-DSA-65, ML-DSA-87 or DC2K-1.");
        if (spec.RotationPeriod < RotationPolicy.ShortestPeriod || spec.RotationPeriod > RotationPolicy.LongestPeriod)
            throw KeyErrors.BadSpec("A key rotates at most once a minute and at least once in ten years, or never.");
    }

    /// <summary>Refuses a stored key that this software cannot have written.</summary>
    /// <exception cref="DunesException">DUNES-KEY-103.</exception>
    public static void Run(KeyName name, KeyState state)
    {
        if (!KeyAlgorithm.IsKnown(state.Algorithm))
            throw KeyErrors.BadState(name, "its algorithm is unknown");
        if (state.Versions.Count == 0)
            throw KeyErrors.BadState(name, "it has no version");
        for (var i = 0; i < state.Versions.Count; i++)
        {
            if (state.Versions[i].Info.Version != i + 1)
                throw KeyErrors.BadState(name, $"version {i + 1} is missing");
            if (i > 0 && state.Versions[i].Info.CreatedAt < state.Versions[i - 1].Info.CreatedAt)
                throw KeyErrors.BadState(name, $"version {i + 1} is older than the one before it");
        }
    }
}

namespace Dunes.Abstractions.Keys;

/// <summary>The state of a key, or of one version. A version can be used when it and its key are <see cref="Enabled"/>.</summary>
public enum KeyState
{
    /// <summary>Can be used.</summary>
    Enabled,

    /// <summary>Cannot be used until it is enabled again.</summary>
    Disabled,

    /// <summary>Cannot be used, and is destroyed at a known time unless that is cancelled; it is disabled then.</summary>
    PendingDeletion,

    /// <summary>The secret is gone for ever.</summary>
    Destroyed,
}

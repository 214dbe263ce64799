using System.Globalization;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using OpenIddict.Abstractions;

namespace Dunes.Gateway.Identity;

/// <summary>What the local client asks for: parameters of the token request beside those of OAuth.</summary>
/// <param name="Role"><c>role</c>: one of <see cref="Roles"/>; default agent.</param>
/// <param name="Tenant"><c>tenant</c>: default <c>default</c>.</param>
/// <param name="Subject"><c>subject</c>: default <c>local</c>.</param>
/// <param name="Lifetime"><c>lifetime</c> in seconds: default 8 h, at most 24 h.</param>
internal sealed record TokenRequest(string Role, string Tenant, string Subject, TimeSpan Lifetime)
{
    private const int LongestSubject = 128;
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(8);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromHours(24);

    /// <summary>Reads the parameters; null, with the reason, when one is not acceptable.</summary>
    public static TokenRequest? Read(OpenIddictRequest request, out string? error)
    {
        var role = (string?)request["role"] ?? Roles.Agent;
        var tenant = (string?)request["tenant"] ?? Principal.DefaultTenant;
        var subject = (string?)request["subject"] ?? "local";
        var seconds = (int)DefaultLifetime.TotalSeconds;
        error = null;
        if (!Roles.All.Contains(role))
            error = "role is agent, operator, auditor or admin";
        else if (!KeyName.IsPart(tenant))
            error = "tenant is 1 to 64 of A-Z a-z 0-9 . _ -";
        else if (subject.Length is 0 or > LongestSubject || subject.Any(char.IsControl))
            error = $"subject is 1 to {LongestSubject} characters";
        else if ((string?)request["lifetime"] is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) || seconds < 1 || seconds > LongestLifetime.TotalSeconds))
            error = $"lifetime is 1 to {(int)LongestLifetime.TotalSeconds} seconds";
        return error is null ? new(role, tenant, subject, TimeSpan.FromSeconds(seconds)) : null;
    }
}

using Dunes.Gateway.Hosting;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Dunes.Gateway.Identity;

/// <summary>Validation of access tokens (RFC 9068) of the embedded issuer.</summary>
internal static class BearerAuthentication
{
    /// <summary>The scheme that policies name; it is nobody's default, so that requests which need no caller are not authenticated.</summary>
    public const string Scheme = JwtBearerDefaults.AuthenticationScheme;

    /// <summary>Clocks may differ by this much.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddBearerAuthentication(this IServiceCollection services)
    {
        services.AddAuthentication().AddJwtBearer(Scheme, options =>
        {
            options.EventsType = typeof(BearerEvents);
            options.MapInboundClaims = false;
        });
        services.AddOptions<JwtBearerOptions>(Scheme).Configure<PublicUrl, IssuerKeys, TimeProvider>((options, url, keys, time) =>
            options.TokenValidationParameters = Parameters(url, keys, time));
        return services
            .AddSingleton<BearerEvents>()
            .AddSingleton<TokenCache>()
            .AddSingleton<FloodGuard>()
            .AddSingleton<AuthFailureReport>()
            .AddSingleton<ProtectedResource>();
    }

    private static TokenValidationParameters Parameters(PublicUrl url, IssuerKeys keys, TimeProvider time) => new()
    {
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        ValidTypes = ["at+jwt"],
        IssuerSigningKeyResolver = (_, _, keyId, _) => keys.Resolve(keyId),
        IssuerValidator = (issuer, _, _) => issuer == url.Issuer
            ? issuer
            : throw new SecurityTokenInvalidIssuerException("Another issuer."),
        AudienceValidator = (audiences, _, _) => NamesUs(audiences, url.Origin)
            ? true
            : throw new SecurityTokenInvalidAudienceException("Another audience."),
        LifetimeValidator = (notBefore, expires, _, _) => IsNow(notBefore, expires, time.GetUtcNow().UtcDateTime)
            ? true
            : throw new SecurityTokenExpiredException("Expired, or not valid yet."),
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        NameClaimType = "sub",
        RoleClaimType = TokenPrincipal.RoleClaim,
    };

    // "https://host" and "https://host/" are one resource (RFC 3986, 6.2.3), and clients write both.
    private static bool NamesUs(IEnumerable<string> audiences, string origin)
    {
        foreach (var audience in audiences)
        {
            if (audience == origin || (audience.Length == origin.Length + 1 && audience[^1] == '/' && audience.StartsWith(origin)))
                return true;
        }
        return false;
    }

    private static bool IsNow(DateTime? notBefore, DateTime? expires, DateTime now) =>
        expires is { } end && now < end + ClockSkew && !(notBefore > now + ClockSkew);
}

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Dunes.Gateway.Hosting;

/// <summary>The address that clients use. Without a setting it is known only once Kestrel listens, so nobody reads it earlier.</summary>
/// <param name="options">The setting.</param>
/// <param name="server">Knows what is listened on.</param>
public sealed class PublicUrl(IOptions<GatewayOptions> options, IServer server)
{
    private Uri? value;

    /// <summary>Scheme, host and port. Throws <see cref="InvalidOperationException"/> before the server listens when there is no setting.</summary>
    public Uri Value => value ??= options.Value.PublicUrl ?? FirstListeningAddress();

    /// <summary>The token issuer's name (<c>iss</c>, RFC 8414), with the trailing slash that the OAuth server gives it.</summary>
    public string Issuer => Value.AbsoluteUri;

    /// <summary>The url without a trailing slash: an Origin (RFC 6454), and the resource that tokens are for (<c>aud</c>).</summary>
    public string Origin => Value.GetLeftPart(UriPartial.Authority);

    /// <summary>Whether everything that is listened on is loopback.</summary>
    public bool IsLoopbackOnly
    {
        get
        {
            foreach (var address in Addresses)
            {
                if (!Parse(address).IsLoopback)
                    return false;
            }
            return true;
        }
    }

    private ICollection<string> Addresses => server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    private Uri FirstListeningAddress()
    {
        foreach (var address in Addresses)
            return WithReachableHost(Parse(address));
        throw new InvalidOperationException("The public url is not known before the server listens.");
    }

    // "+" and "*" are Kestrel's words for every address; they are no hosts.
    private static Uri Parse(string address) =>
        new(address.Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal));

    private static Uri WithReachableHost(Uri address) =>
        address.Host is "0.0.0.0" or "[::]" ? new UriBuilder(address) { Host = "localhost" }.Uri : address;
}

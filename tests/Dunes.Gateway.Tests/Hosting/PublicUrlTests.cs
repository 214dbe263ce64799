using Dunes.Gateway.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Dunes.Gateway.Tests.Hosting;

public sealed class PublicUrlTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080", true)]
    [InlineData("http://localhost:5080", "http://localhost:5080", true)]
    [InlineData("http://[::1]:5080", "http://[::1]:5080", true)]
    [InlineData("http://0.0.0.0:5080", "http://localhost:5080", false)]
    [InlineData("http://[::]:5080", "http://localhost:5080", false)]
    [InlineData("https://*:443", "https://localhost", false)]
    [InlineData("http://+:80", "http://localhost", false)]
    public void Without_a_setting_it_is_the_first_address_that_is_listened_on(string address, string origin, bool isLoopback)
    {
        var url = Create(null, address);

        Assert.Equal(origin, url.Origin);
        Assert.Equal(origin + "/", url.Issuer);
        Assert.Equal(isLoopback, url.IsLoopbackOnly);
    }

    [Fact]
    public void The_setting_wins() => Assert.Equal("https://mcp.example.org", Create(new("https://mcp.example.org"), "http://127.0.0.1:1").Origin);

    [Fact]
    public void Before_the_server_listens_it_is_not_known() => Assert.Throws<InvalidOperationException>(() => Create(null).Value);

    [Theory]
    [InlineData("https://host", true)]
    [InlineData("https://host:8443/", true)]
    [InlineData("https://host/path", false)]
    [InlineData("https://host/?q", false)]
    [InlineData("https://user@host", false)]
    [InlineData("ftp://host", false)]
    [InlineData("host", false)]
    public void The_setting_is_an_origin(string setting, bool isValid)
    {
        var options = new GatewayOptions { PublicUrl = new Uri(setting, UriKind.RelativeOrAbsolute) };

        Assert.Equal(isValid, !options.Validate(new(options)).Any());
    }

    [Fact]
    public void All_wrong_settings_are_told()
    {
        var options = new GatewayOptions { PublicUrl = new("ftp://host"), Mcp = { MaxBodyBytes = 1, AllowedOrigins = ["nonsense", "https://ok.example"] } };

        Assert.Equal(3, options.Validate(new(options)).Count());
    }

    private static PublicUrl Create(Uri? setting, params string[] addresses)
    {
        var features = new FeatureCollection();
        var listening = new Listening();
        foreach (var address in addresses)
            listening.Addresses.Add(address);
        features.Set<IServerAddressesFeature>(listening);
        return new(Options.Create(new GatewayOptions { PublicUrl = setting }), new Server(features));
    }

    private sealed class Listening : IServerAddressesFeature
    {
        public ICollection<string> Addresses { get; } = [];

        public bool PreferHostingUrls { get; set; }
    }

    private sealed class Server(IFeatureCollection features) : IServer
    {
        public IFeatureCollection Features => features;

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}

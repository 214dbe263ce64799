using Dunes.Server.Configuration;
using Microsoft.Extensions.Configuration;

namespace Dunes.Server.Tests.Configuration;

public sealed class DunesConfigurationTests
{
    [Fact]
    public void Nothing_configured_is_the_embedded_default()
    {
        var options = Read();
        Assert.True(options is { IsSilo: true, IsGateway: true });
        Assert.Equal(Path.GetFullPath("data"), options.DataPath);
    }

    [Fact]
    public void All_errors_are_told_at_once()
    {
        var errors = Errors(
            ("urls", "http://localhost:99999;nonsense"),
            ("Dunes:Roles", "silo,butler"),
            ("Dunes:Cluster:SiloPort", "abc"),
            ("Dunes:Cluster:GatewayPort", "70000"),
            ("Dunes:Cluster:AdvertisedAddress", "0.0.0.0"),
            ("Dunes:Metrics:Enabled", "ja"),
            ("Dunes:Logging:Jason", "true"),
            ("Dunes:Contexts:IdleTimeout", "30"));

        Assert.Equal(
            [
                "Dunes:Cluster:AdvertisedAddress",
                "Dunes:Cluster:GatewayPort",
                "Dunes:Cluster:SiloPort",
                "Dunes:Contexts:IdleTimeout",
                "Dunes:Logging:Jason",
                "Dunes:Metrics:Enabled",
                "Dunes:Roles",
                "urls",
                "urls",
            ],
            errors.Select(e => e.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Dunes:Clustr:SiloPort", "1", "Dunes:Clustr: unknown key; did you mean Dunes:Cluster?")]
    [InlineData("Dunes:cluster:siloprot", "1", "Dunes:cluster:siloprot: unknown key; did you mean Dunes:cluster:SiloPort?")]
    [InlineData("Dunes:Metrics:Colour", "1", "Dunes:Metrics:Colour: unknown key; allowed: Enabled, RequireToken")]
    [InlineData("Dunes:Metrics", "on", "Dunes:Metrics: is a section, not one value; allowed: Enabled, RequireToken")]
    [InlineData("Dunes:Metrics:Enabled:Really", "1", "Dunes:Metrics:Enabled:Really: unknown key: Dunes:Metrics:Enabled is one value, not a section")]
    [InlineData("Dunes:Metrics:Enabled", "2", "Dunes:Metrics:Enabled: '2' cannot be read; allowed: true, false")]
    [InlineData("Dunes:Cluster:GatewayPort", "70000", "Dunes:Cluster:GatewayPort: is 70000; allowed: 1 to 65535")]
    [InlineData("Dunes:Cluster:GatewayPort", "11111", "Dunes:Cluster:GatewayPort: is 11111, which is Dunes:Cluster:SiloPort as well; allowed: another port")]
    [InlineData("Dunes:Cluster:ClusterId", "", "Dunes:Cluster:ClusterId: is missing; allowed: text that is not empty")]
    [InlineData("Dunes:Roles", "", "Dunes:Roles: is missing; allowed: text that is not empty")]
    public void An_error_says_key_problem_and_what_is_allowed(string key, string value, string expected) =>
        Assert.Equal(expected, Assert.Single(Errors((key, value))).ToString());

    [Fact]
    public void Names_are_compared_without_regard_to_case() => Assert.Equal(4711, Read(("dunes:CLUSTER:siloport", "4711")).Cluster.SiloPort);

    [Fact]
    public void What_is_outside_of_the_section_is_none_of_our_business() => Read(("Kestrel:Limits:MaxConcurrentConnections", "5"), ("DunesX:Y", "1"));

    private static DunesOptions Read(params (string Key, string Value)[] settings) => DunesConfiguration.Read(Build(settings));

    private static IReadOnlyList<ConfigurationError> Errors(params (string Key, string Value)[] settings) =>
        Assert.Throws<ConfigurationException>(() => Read(settings)).Errors;

    private static IConfiguration Build((string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
}

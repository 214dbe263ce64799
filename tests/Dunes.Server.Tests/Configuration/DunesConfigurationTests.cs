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
            ("Dunes:Cluster:AdvertisedAddress", "here"),
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
    [InlineData("Dunes:Cluster:GatewayPort", "11111", "Dunes:Cluster:SiloPort: The two ports must differ.")]
    [InlineData("Dunes:Storage:Provider", "Oracle", "Dunes:Storage:Provider: 'Oracle' cannot be read; allowed: Sqlite, PostgreSql")]
    [InlineData("Dunes:Storage:Provider", "1", "Dunes:Storage:Provider: '1' cannot be read; allowed: Sqlite, PostgreSql")]
    [InlineData("Dunes:Storage:Provider", "PostgreSql", "Dunes:Storage:ConnectionString: PostgreSql needs a connection string.")]
    [InlineData("Dunes:Storage:DataDirectory", "x", "Dunes:Storage:DataDirectory: follows Dunes:DataDirectory; set that instead")]
    [InlineData("Dunes:Contexts:IdleTimeout", "31.00:00:00", "Dunes:Contexts:IdleTimeout: is 31.00:00:00; allowed: 00:00:01 to 30.00:00:00")]
    [InlineData("Dunes:Keys:SealingRotation", "30", "Dunes:Keys:SealingRotation: '30' cannot be read; allowed: 00:01:00 to 3650.00:00:00")]
    [InlineData("Dunes:RootKey:KekFile", "", "Dunes:RootKey:KekFile: is missing; allowed: text that is not empty")]
    [InlineData("Dunes:RootKey:Pkcs12:Library", "x", "Dunes:RootKey:Pkcs12: unknown key; did you mean Dunes:RootKey:Pkcs11?")]
    [InlineData("Dunes:RootKey:AwsKms:Region", "eu-central-1", "Dunes:RootKey:AwsKms:KeyId: is missing")]
    [InlineData("Dunes:Upstreams:x:Url", "ftp://x", "Dunes:Upstreams:x:Url: must be an absolute http or https url")]
    [InlineData("Dunes:Upstreams:a b:Command", "x", "Dunes:Upstreams:a b: a name is 1 to 64 of A-Z a-z 0-9 _ -")]
    [InlineData("Dunes:Upstreams:x:Comand", "x", "Dunes:Upstreams:x:Comand: unknown key; did you mean Dunes:Upstreams:x:Command?", "Dunes:Upstreams:x:Url", "http://y")]
    [InlineData("Dunes:Upstreams:x:Arguments:first", "x", "Dunes:Upstreams:x:Arguments:first: is an item of a list; allowed: Dunes:Upstreams:x:Arguments:0, Dunes:Upstreams:x:Arguments:1, …", "Dunes:Upstreams:x:Command", "y")]
    [InlineData("Dunes:UpstreamNames:0", "x", "Dunes:UpstreamNames: unknown key; did you mean Dunes:Upstreams?")]
    [InlineData("Dunes:Cluster:ClusterId", "", "Dunes:Cluster:ClusterId: is missing; allowed: text that is not empty")]
    [InlineData("Dunes:Roles", "", "Dunes:Roles: is missing; allowed: text that is not empty")]
    public void An_error_says_key_problem_and_what_is_allowed(string key, string value, string expected, string? otherKey = null, string? otherValue = null) =>
        Assert.Equal(expected, Assert.Single(Errors(otherKey is null ? [(key, value)] : [(key, value), (otherKey, otherValue!)])).ToString());

    [Fact]
    public void A_gateway_without_a_silo_needs_a_database_for_many()
    {
        Assert.Contains("PostgreSql", Assert.Single(Errors(("Dunes:Roles", "gateway"))).Problem);
        Assert.False(Read(("Dunes:Roles", "gateway"), ("Dunes:Storage:Provider", "PostgreSql"), ("Dunes:Storage:ConnectionString", "Host=db")).IsSilo);
    }

    [Fact]
    public void The_text_of_a_setting_that_may_be_a_secret_is_never_told()
    {
        var errors = Errors(
            ("Dunes:Storage:ConnectionString", "open-sesame"),
            ("Dunes:Upstreams:x:Url", "http://me:open-sesame@x"),
            ("Dunes:Upstreams:x:Headers:Host", "open-sesame"),
            ("Dunes:PublicUrl", "open-sesame"));
        Assert.True(errors.Count >= 4);
        Assert.DoesNotContain("sesame", string.Join('\n', errors));
    }

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

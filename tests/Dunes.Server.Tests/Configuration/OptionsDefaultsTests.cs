using System.Collections;
using System.Globalization;
using Dunes.Server.Configuration;

namespace Dunes.Server.Tests.Configuration;

/// <summary>
/// Every setting with its default. A change here is a change for everybody who upgrades: say it in the release notes, and in the documentation of
/// the setting.
/// </summary>
public sealed class OptionsDefaultsTests
{
    [Fact]
    public void Defaults_are_pinned() => Assert.Equal(
        """
        Dunes:Cluster:AdvertisedAddress = 127.0.0.1
        Dunes:Cluster:ClusterId = dunes
        Dunes:Cluster:GatewayPort = 30000
        Dunes:Cluster:ServiceId = dunes
        Dunes:Cluster:SiloPort = 11111
        Dunes:Contexts:IdleTimeout = 00:30:00
        Dunes:DataDirectory = ./data
        Dunes:Keys:SealingRotation = 30.00:00:00
        Dunes:Keys:SigningRotation = 90.00:00:00
        Dunes:Logging:Json = False
        Dunes:Mcp:AllowedOrigins = (empty)
        Dunes:Mcp:KeepAlive = 00:00:15
        Dunes:Mcp:MaxBodyBytes = 4194304
        Dunes:Metrics:Enabled = True
        Dunes:Metrics:RequireToken = False
        Dunes:PublicUrl = (none)
        Dunes:Roles = gateway,silo
        Dunes:RootKey:AwsKms:KeyId = (none)
        Dunes:RootKey:AwsKms:Region = (none)
        Dunes:RootKey:AwsKms:ServiceUrl = (none)
        Dunes:RootKey:Environment:Variable = (none)
        Dunes:RootKey:KekFile = (none)
        Dunes:RootKey:Pkcs11:KeyLabel = (none)
        Dunes:RootKey:Pkcs11:Library = (none)
        Dunes:RootKey:Pkcs11:PinFile = (none)
        Dunes:RootKey:Pkcs11:PinVariable = (none)
        Dunes:RootKey:Pkcs11:TokenLabel = (none)
        Dunes:Storage:ConnectionString = (none)
        Dunes:Storage:DataDirectory = ./data
        Dunes:Storage:Provider = Sqlite
        Dunes:Upstreams = (empty)
        """,
        string.Join('\n', Describe(new DunesOptions(), "Dunes").Order(StringComparer.Ordinal)),
        ignoreLineEndingDifferences: true);

    private static IEnumerable<string> Describe(object options, string path)
    {
        foreach (var setting in ConfigurationShape.Settings(options.GetType()))
        {
            var key = $"{path}:{setting.Name}";
            var value = setting.GetValue(options);
            if (value is null)
                yield return $"{key} = (none)";
            else if (SettingFormat.IsValue(value.GetType()))
                yield return $"{key} = {Convert.ToString(value, CultureInfo.InvariantCulture)}";
            else if (value is IEnumerable items)
                yield return $"{key} = {(items.Cast<object>().Any() ? "(something)" : "(empty)")}";
            else
                foreach (var line in Describe(value, key))
                    yield return line;
        }
    }
}

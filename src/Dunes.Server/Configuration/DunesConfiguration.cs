using System.Net;
using Dunes.Gateway;
using Dunes.Grains.Upstreams;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Dunes.Server.Configuration;

/// <summary>Reads the configuration once, at start, and tells everything that is wrong with it.</summary>
internal static class DunesConfiguration
{
    /// <summary>The bound section <c>Dunes</c>; throws <see cref="ConfigurationException"/> with all errors of it and of the listening addresses.</summary>
    public static DunesOptions Read(IConfiguration configuration)
    {
        var errors = new List<ConfigurationError>();
        CheckUrls(configuration, errors);
        var section = configuration.GetSection(DunesOptions.Section);
        ConfigurationShape.Check(section, typeof(DunesOptions), errors);

        var options = new DunesOptions();
        var gateway = new GatewayOptions();
        var readable = WithoutErrors(section, errors);
        readable.Bind(options);
        readable.Bind(gateway);
        var broken = new List<ConfigurationError>();
        ConfigurationShape.Validate(options, DunesOptions.Section, broken);
        ConfigurationShape.Validate(gateway, DunesOptions.Section, broken);
        broken.AddRange(options.Upstreams.SelectMany(upstream => UpstreamsValidator.Errors(upstream.Key, upstream.Value)).Select(ConfigurationError.Parse));
        errors.AddRange(broken.Where(error => !errors.Exists(told => Covers(told.Key, error.Key))));
        return errors.Count == 0 ? options : throw new ConfigurationException(errors);
    }

    /// <summary>What is left of a section without the keys that are told already: the binder would stop at the first of them.</summary>
    private static IConfigurationSection WithoutErrors(IConfigurationSection section, List<ConfigurationError> errors)
    {
        var readable = section.AsEnumerable().Where(setting => setting.Value is not null && !errors.Exists(error => Covers(error.Key, setting.Key)));
        return new ConfigurationBuilder().AddInMemoryCollection(readable).Build().GetSection(section.Path);
    }

    private static bool Covers(string key, string other) =>
        other.Equals(key, StringComparison.OrdinalIgnoreCase) || other.StartsWith(key + ':', StringComparison.OrdinalIgnoreCase);

    /// <summary>The addresses Kestrel is told to listen on, by <c>--urls</c> and its kin.</summary>
    public static IReadOnlyList<BindingAddress> Urls(IConfiguration configuration) =>
        [.. Split(configuration["urls"]).Select(BindingAddress.Parse)];

    private static void CheckUrls(IConfiguration configuration, List<ConfigurationError> errors)
    {
        foreach (var url in Split(configuration["urls"]))
        {
            const string Allowed = "http://<host>:<port> or https://<host>:<port>, several separated by ;";
            try
            {
                var address = BindingAddress.Parse(url);
                if (address.Scheme is not ("http" or "https") || address.Port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
                    errors.Add(new("urls", $"'{url}' cannot be listened on", Allowed));
            }
            catch (FormatException)
            {
                errors.Add(new("urls", $"'{url}' is not an address", Allowed));
            }
        }
    }

    private static string[] Split(string? urls) => urls?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}

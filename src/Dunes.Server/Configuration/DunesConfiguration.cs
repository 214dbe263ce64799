using System.Net;
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

        // Binding skips the values that cannot be read, which are told already; the rules for the rest still speak.
        var options = new DunesOptions();
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException) when (errors.Count > 0)
        {
            throw new ConfigurationException(errors);
        }

        ConfigurationShape.Validate(options, DunesOptions.Section, errors);
        return errors.Count == 0 ? options : throw new ConfigurationException(errors);
    }

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

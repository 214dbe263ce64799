using Dunes.Server.Configuration;
using Microsoft.Extensions.Configuration;

namespace Dunes.Server.Hosting;

/// <summary>Where settings come from, the later winning: files, environment variables, command line; defaults where all are silent.</summary>
internal static class ServerSettings
{
    private const string DefaultUrl = "http://localhost:8080";

    private const string DataDirectory = $"{DunesOptions.Section}:{nameof(DunesOptions.DataDirectory)}";

    private const string RootKey = $"{DunesOptions.Section}:{nameof(DunesOptions.RootKey)}";

    private const string KekFile = $"{RootKey}:{nameof(DunesOptions.RootKey.KekFile)}";

    // The standard settings of where to listen; container images set the ports.
    private static readonly string[] Listen = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];

    /// <summary>Adds all sources. Throws <see cref="ConfigurationException"/> when a file is no JSON.</summary>
    public static void AddServerSettings(this ConfigurationManager configuration, ServeArguments arguments)
    {
        configuration.AddInMemoryCollection(ServerLogging.DefaultLevels);
        try
        {
            configuration.AddServerFiles(arguments.EnvironmentName);
        }
        catch (InvalidDataException e)
        {
            throw new ConfigurationException([new("appsettings.json", (e.InnerException ?? e).Message, "JSON")]);
        }

        configuration.AddEnvironmentVariables("ASPNETCORE_");
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(arguments.ToHostArguments());

        if (!Array.Exists(Listen, key => configuration.GetSection(key).Exists()))
            configuration["urls"] = DefaultUrl;

        // With another provider of KEKs a file is used only where one is asked for.
        if (!configuration.GetSection(KekFile).Exists() && configuration.GetSection(RootKey).AsEnumerable().All(setting => string.IsNullOrEmpty(setting.Value)))
            configuration[KekFile] = Path.Combine(configuration[DataDirectory] ?? new DunesOptions().DataDirectory, "root.kek");
        if (arguments.Demo)
            DemoUpstream.AddTo(configuration);
    }
}

using Microsoft.Extensions.Configuration;

namespace Dunes.Server.Configuration;

/// <summary>The files settings are read from: beside the executable, then in the current directory, each followed by its variant for the environment.</summary>
internal static class SettingsFiles
{
    /// <summary>Adds the files that exist. They are read once: a change takes a restart.</summary>
    public static IConfigurationBuilder AddServerFiles(this IConfigurationBuilder builder, string? environment)
    {
        string[] directories = [AppContext.BaseDirectory, Directory.GetCurrentDirectory()];
        foreach (var directory in directories.Distinct(StringComparer.Ordinal))
        {
            builder.AddJsonFile(Path.Combine(directory, "appsettings.json"), optional: true, reloadOnChange: false);
            if (environment is not null)
                builder.AddJsonFile(Path.Combine(directory, $"appsettings.{environment}.json"), optional: true, reloadOnChange: false);
        }

        return builder;
    }
}

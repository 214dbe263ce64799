using System.CommandLine;
using Dunes.Server.Client;
using Dunes.Server.Configuration;
using Dunes.Server.Hosting;
using Microsoft.Extensions.Configuration;

namespace Dunes.Server.Commands;

/// <summary>How a command finds and enters a server: the three options that every remote command takes.</summary>
internal sealed class ConnectionOptions
{
    private readonly Option<string?> data = new("--data")
    {
        Description = "Data directory of a server on this machine. [default: Dunes:DataDirectory, or ./data]",
        HelpName = "DIR",
    };

    private readonly Option<string?> url = new("--url") { Description = "Address of a server. [environment: DUNES_URL]", HelpName = "URL" };

    private readonly Option<string?> token = new("--token")
    {
        Description = "Access token; without one, access to the data directory is enough. [environment: DUNES_TOKEN]",
        HelpName = "TOKEN",
    };

    /// <summary>Adds the options to a command; <c>--token</c> only where a token can take the place of the data directory's credential.</summary>
    public void AddTo(Command command, bool token = true)
    {
        command.Add(data);
        command.Add(url);
        if (token)
            command.Add(this.token);
    }

    /// <summary>A client with a token of <paramref name="role"/>, the least that is enough, unless the caller brings a token.</summary>
    public Task<ServerClient> ConnectAsync(ParseResult result, string role, CancellationToken cancellationToken) =>
        ServerClient.ConnectAsync(Locate(result), result.GetValue(token) ?? Variable("DUNES_TOKEN"), new(role), cancellationToken);

    /// <summary>Where the server is.</summary>
    public ServerLocation Locate(ParseResult result) =>
        ServerLocation.Find(result.GetValue(url) ?? Variable("DUNES_URL"), result.GetValue(data) ?? DefaultDirectory());

    /// <summary>The directory that <c>dunes serve</c> would use if it were started here.</summary>
    internal static string DefaultDirectory()
    {
        var configuration = new ConfigurationManager();
        configuration.AddServerSettings(new(Urls: null, Environment: null, Settings: [], Demo: false));
        return configuration[$"{DunesOptions.Section}:{nameof(DunesOptions.DataDirectory)}"] ?? new DunesOptions().DataDirectory;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

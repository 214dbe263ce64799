using System.CommandLine;
using Dunes.Server.Hosting;

namespace Dunes.Server.Commands;

/// <summary><c>dunes serve</c>: runs a node of the cluster until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var noDemo = new Option<bool>("--no-demo") { Description = "Leave out the demo upstream, a small MCP server to try the gateway with." };
        var urls = new Option<string?>("--urls") { Description = "Addresses to listen on, separated by ';'. [default: http://localhost:8080]" };
        var environment = new Option<string?>("--environment") { Description = "Name of the environment: appsettings.<name>.json is read too. [default: Production]" };
        var settings = new Argument<string[]>("settings")
        {
            Description = "Settings as --Section:Key=value, for instance --Dunes:DataDirectory=/var/lib/dunes. "
                + "They win over environment variables (Dunes__DataDirectory), and those over appsettings.json.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        settings.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !IsSetting(token.Value)))
                result.AddError($"'{token.Value}' is neither an option nor a setting (--Section:Key=value).");
        });

        var command = new Command("serve", "Run a node: gateway and silo in one process, unless Dunes:Roles says otherwise.") { noDemo, urls, environment, settings };
        command.SetAction((result, _) => DunesServer.RunAsync(
            new ServeArguments(
                result.GetValue(urls),
                result.GetValue(environment),
                result.GetValue(settings) ?? [],
                Demo: !result.GetValue(noDemo)),
            result.InvocationConfiguration.Output));
        return command;
    }

    private static bool IsSetting(string token)
    {
        var equals = token.IndexOf('=', StringComparison.Ordinal);
        return equals > 2 && token.StartsWith("--", StringComparison.Ordinal) && token[..equals].Contains(':', StringComparison.Ordinal);
    }
}

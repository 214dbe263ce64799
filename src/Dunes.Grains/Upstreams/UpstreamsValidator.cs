using Microsoft.Extensions.Options;

namespace Dunes.Grains.Upstreams;

/// <summary>Finds everything that is wrong with the upstreams' configuration at once.</summary>
public sealed class UpstreamsValidator : IValidateOptions<UpstreamsOptions>
{
    private const int LongestName = 64;

    // The gateway sets these itself; configured values would break the protocol or the framing.
    private static readonly string[] Reserved =
        ["Accept", "Connection", "Content-Length", "Content-Type", "Host", "Mcp-Method", "Mcp-Name", "MCP-Protocol-Version", "Mcp-Session-Id", "Transfer-Encoding"];

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, UpstreamsOptions options)
    {
        var errors = options.Upstreams.SelectMany(pair => Errors(pair.Key, pair.Value)).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    /// <summary>What is wrong with one upstream.</summary>
    public static IEnumerable<string> Errors(string name, UpstreamOptions options)
    {
        var at = $"Dunes:Upstreams:{name}";
        if (name.Length is 0 or > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            yield return $"{at}: a name is 1 to {LongestName} of A-Z a-z 0-9 _ -";
        if (string.IsNullOrWhiteSpace(options.Command) == string.IsNullOrWhiteSpace(options.Url))
            yield return $"{at}: exactly one of Command and Url must be set";
        if (options.ResponseTimeout <= TimeSpan.Zero)
            yield return $"{at}:ResponseTimeout must be positive";
        if (options.SilenceTimeout <= TimeSpan.Zero)
            yield return $"{at}:SilenceTimeout must be positive";
        foreach (var error in string.IsNullOrWhiteSpace(options.Url) ? CommandErrors(at, options) : UrlErrors(at, options))
            yield return error;
    }

    private static IEnumerable<string> CommandErrors(string at, UpstreamOptions options)
    {
        if (options.Headers.Count > 0)
            yield return $"{at}:Headers belong to an upstream with a Url";
        foreach (var variable in options.Environment.Keys.Where(v => v.Length == 0 || v.Contains('=') || v.Contains('\0')))
            yield return $"{at}:Environment: '{variable}' is no name of a variable";
    }

    private static IEnumerable<string> UrlErrors(string at, UpstreamOptions options)
    {
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            yield return $"{at}:Url must be an absolute http or https url";
        else if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            yield return $"{at}:Url must have neither user information nor a fragment; credentials belong in Headers";
        if (options.Arguments.Count > 0 || options.Environment.Count > 0 || options.WorkingDirectory is not null)
            yield return $"{at}: Arguments, Environment and WorkingDirectory belong to an upstream with a Command";
        foreach (var (header, value) in options.Headers)
        {
            if (Reserved.Contains(header, StringComparer.OrdinalIgnoreCase))
                yield return $"{at}:Headers: {header} is set by the gateway";
            else if (!IsHeader(header, value))
                yield return $"{at}:Headers: '{header}' is no header field, or its value is not printable ASCII";
        }
    }

    private static bool IsHeader(string name, string value) =>
        name.Length > 0
        && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c))
        && value.All(c => c is >= ' ' and <= '~');
}

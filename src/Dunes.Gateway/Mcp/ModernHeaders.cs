using System.Text;
using Dunes.Abstractions.Mcp;

namespace Dunes.Gateway.Mcp;

/// <summary>Headers of a 2026-07-28 request mirror the body (MCP, transports, server validation); a difference is refused, whichever side a proxy believed.</summary>
internal static class ModernHeaders
{
    private const string EncodedPrefix = "=?base64?";
    private const string EncodedSuffix = "?=";
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Throws <see cref="McpRejection"/> unless version, method and name are what the body says.</summary>
    public static void Check(McpCall call, McpMessage message)
    {
        var version = call.Header(McpHeaders.ProtocolVersion) ?? throw McpRejection.HeaderMismatch(McpHeaders.ProtocolVersion);
        var isRequest = message.Kind == McpMessageKind.Request;
        if (message.MetaProtocolVersion is { } inBody && inBody != version)
            throw McpRejection.HeaderMismatch(McpHeaders.ProtocolVersion);
        if (version != ProtocolVersions.Modern)
            throw McpRejection.Version(version);
        // The revision defines no headers for notifications; those that are there must be true all the same.
        var method = call.Header(McpHeaders.Method);
        if (method != message.Method && (isRequest || call.Http.Request.Headers.ContainsKey(McpHeaders.Method)))
            throw McpRejection.HeaderMismatch(McpHeaders.Method);
        if (isRequest && IsNamed(message.Method!) && (message.Name is null || Decode(call.Header(McpHeaders.Name)) != message.Name))
            throw McpRejection.HeaderMismatch(McpHeaders.Name);
        if (!isRequest)
            return;
        if (message.MetaProtocolVersion is null)
            throw McpRejection.MissingMeta(McpMeta.ProtocolVersion);
        if (!message.HasMetaClientCapabilities)
            throw McpRejection.MissingMeta(McpMeta.ClientCapabilities);
    }

    private static bool IsNamed(string method) => method is "tools/call" or "prompts/get" or "resources/read";

    /// <summary>The value a header carries, decoded where it stands in the Base64 form; null when it is malformed or missing.</summary>
    internal static string? Decode(string? header)
    {
        if (header is null || !header.StartsWith(EncodedPrefix, StringComparison.Ordinal) || !header.EndsWith(EncodedSuffix, StringComparison.Ordinal)
            || header.Length < EncodedPrefix.Length + EncodedSuffix.Length)
            return header;
        try
        {
            return StrictUtf8.GetString(Convert.FromBase64String(header[EncodedPrefix.Length..^EncodedSuffix.Length]));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;

namespace Dunes.Gateway.Mcp;

/// <summary>Ids of contexts: 32 random bytes, base64url, 43 characters (visible ASCII, as <c>Mcp-Session-Id</c> must be).</summary>
internal static class ContextId
{
    private const int Bytes = 32;
    private const int Characters = 43;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether a stranger's text could be an id; what could not never reaches a grain.</summary>
    public static bool IsWellFormed(string? id)
    {
        if (id is not { Length: Characters })
            return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }
        return true;
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Dunes.Gateway.Identity;

/// <summary>
/// The secret by which whoever can read the data directory may ask this process for tokens: fresh at every start, readable by the owner only.
/// The server writes it, the command line reads it.
/// </summary>
public sealed class LocalCredential
{
    /// <summary>The OAuth client that the secret belongs to.</summary>
    public const string ClientId = "dunes-local";

    /// <summary>Its file within the data directory.</summary>
    public const string FileName = "local-credential";

    private const int SecretBytes = 32;

    private readonly string secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Writes the secret (mode 0600), replacing an older one in one step.</summary>
    public void WriteTo(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        var path = Path.Combine(dataDirectory, FileName);
        var temporary = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.Delete(temporary);
        using (var file = new StreamWriter(temporary, Encoding.ASCII, options))
            file.Write(secret);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>The secret of the server that last started on this data directory, or null when there is none.</summary>
    public static string? ReadFrom(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        return File.Exists(path) ? File.ReadAllText(path, Encoding.ASCII).Trim() : null;
    }

    /// <summary>Compares in constant time.</summary>
    public bool Matches(string? candidate) =>
        candidate is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(candidate), Encoding.UTF8.GetBytes(secret));
}

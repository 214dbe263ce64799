using System.Security.Cryptography;
using System.Text;

namespace Dunes.Cryptography.RootKeys.Pkcs11;

/// <summary>Reads the PIN where the options say, and remembers one that a token refused. Not for concurrent use.</summary>
internal sealed class Pkcs11Pin(Pkcs11KekOptions options)
{
    private const int MaxSize = 255;

    // What is remembered of a refused PIN says nothing about it without this key, which is in this process alone.
    private readonly byte[] fingerprintKey = RandomNumberGenerator.GetBytes(32);
    private byte[]? refused;

    /// <summary>Runs <paramref name="login"/> with the PIN, unless the token refused just that PIN before.</summary>
    /// <param name="tokenSerial">Which token: another one may be tried with the same PIN.</param>
    /// <param name="login">Logs in; returns why the token refuses the PIN, or <see langword="null"/>.</param>
    /// <exception cref="RootKeyException">DUNES-ROOT-035: none, or refused now or before; -002, -003, -005: see <see cref="PrivateFile"/>.</exception>
    public void Use(string tokenSerial, Func<byte[], string?> login)
    {
        var pin = Read();
        try
        {
            var fingerprint = Fingerprint(tokenSerial, pin);
            if (refused is not null && CryptographicOperations.FixedTimeEquals(fingerprint, refused))
            {
                throw new RootKeyException(
                    Pkcs11KekErrors.PinCode,
                    $"The token refused the PIN in {Source} before. It is not tried again, because tokens lock after a few attempts. {Remedy}");
            }

            if (login(pin) is { } reason)
            {
                refused = fingerprint;
                throw new RootKeyException(Pkcs11KekErrors.PinCode, $"The token refused the PIN in {Source} ({reason}). {Remedy}");
            }

            refused = null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pin);
        }
    }

    private string Source => options.PinFile is null ? $"the environment variable '{options.PinVariable}'" : $"the file '{options.PinFile}'";

    private string Remedy => options.PinFile is null
        ? "Correct the variable and start the process again."
        : "Correct the file; writing it, or touching it when the token's own PIN was changed, lets it be tried again.";

    private byte[] Read()
    {
        var pin = options.PinFile is { } path ? ReadFile(path) : Encoding.UTF8.GetBytes(System.Environment.GetEnvironmentVariable(options.PinVariable!) ?? "");
        if (pin.Length is > 0 and <= MaxSize)
            return pin;
        var reason = pin.Length == 0 ? "is empty or not set" : $"is longer than {MaxSize} bytes";
        CryptographicOperations.ZeroMemory(pin);
        throw new RootKeyException(Pkcs11KekErrors.PinCode, $"The PIN in {Source} {reason}.");
    }

    private static byte[] ReadFile(string path)
    {
        Span<byte> content = stackalloc byte[MaxSize + 3];
        try
        {
            var size = PrivateFile.Read(path, "PIN file", "It has to hold the user PIN of the token.", content);
            return content[..size].TrimEnd("\r\n"u8).ToArray();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    // The file's time is part of it, so that an operator who has put the token right can ask for another attempt by touching the file.
    private byte[] Fingerprint(string tokenSerial, byte[] pin)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, fingerprintKey);
        hash.AppendData(BitConverter.GetBytes(options.PinFile is { } path ? File.GetLastWriteTimeUtc(path).Ticks : 0));
        hash.AppendData(BitConverter.GetBytes(pin.Length));
        hash.AppendData(pin);
        hash.AppendData(Encoding.UTF8.GetBytes(tokenSerial));
        return hash.GetHashAndReset();
    }
}

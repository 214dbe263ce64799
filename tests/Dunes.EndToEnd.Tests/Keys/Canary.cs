using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>A secret that is looked for where it must not be, in every form that software writes bytes in.</summary>
internal sealed class Canary
{
    private readonly string[] texts;

    /// <param name="name">What it is.</param>
    /// <param name="secret">At least 16 bytes.</param>
    public Canary(string name, byte[] secret)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, 16);
        Name = name;
        Bytes = secret;
        texts = [.. Forms(secret).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What it is.</summary>
    public string Name { get; }

    /// <summary>The secret.</summary>
    public byte[] Bytes { get; }

    /// <summary>A readable secret that nobody else has.</summary>
    public static Canary OfText(string name) => new(name, Encoding.ASCII.GetBytes($"canary-{name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}"));

    /// <summary>Whether a text holds it.</summary>
    public bool IsIn(string text) => Array.Exists(texts, form => text.Contains(form, StringComparison.Ordinal));

    /// <summary>Whether a file holds it, as it is or in a readable form.</summary>
    public bool IsIn(ReadOnlySpan<byte> content)
    {
        if (content.IndexOf(Bytes) >= 0)
            return true;
        foreach (var form in texts)
        {
            if (content.IndexOf(Encoding.Latin1.GetBytes(form)) >= 0)
                return true;
        }

        return false;
    }

    // The last characters of base64 depend on what follows.
    private static IEnumerable<string> Forms(byte[] secret)
    {
        var whole = secret[..(secret.Length / 3 * 3)];
        yield return Convert.ToBase64String(whole);
        yield return Base64Url.EncodeToString(whole);
        yield return Convert.ToHexString(secret);
        yield return Convert.ToHexStringLower(secret);
        yield return BitConverter.ToString(secret);
        yield return string.Join(',', secret);
        yield return string.Join(", ", secret);
        if (secret.All(value => value is >= 0x20 and < 0x7f))
            yield return Encoding.ASCII.GetString(secret);
    }
}

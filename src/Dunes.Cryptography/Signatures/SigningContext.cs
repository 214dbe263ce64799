using System.Text;

namespace Dunes.Cryptography.Signatures;

/// <summary>
/// The FIPS 204 context string of every signature this product makes: it keeps a signature made for one use from being accepted for another.
/// </summary>
/// <remarks>
/// The bytes, exactly: <c>"dunes-cluster/sign/v1"</c> (21 bytes, ASCII) ‖ u8(size of label) ‖ label (UTF-8) ‖ u8(size of caller context) ‖ caller context.
/// With the limit of 255 bytes in all, label and caller context together have at most 232 bytes.
/// </remarks>
public static class SigningContext
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Prefix => "dunes-cluster/sign/v1"u8;

    /// <summary>Builds the context string.</summary>
    /// <param name="label">What the signature is for, such as <c>heads</c>; not empty.</param>
    /// <param name="callerContext">What the caller adds; may be empty.</param>
    /// <exception cref="ArgumentException">The label is empty or not valid Unicode, or the whole is longer than 255 bytes.</exception>
    public static byte[] For(string label, ReadOnlySpan<byte> callerContext)
    {
        ArgumentException.ThrowIfNullOrEmpty(label);
        var name = StrictUtf8.GetBytes(label);
        var size = Prefix.Length + 1 + name.Length + 1 + callerContext.Length;
        if (size > MlDsaParameterSets.MaxContextSize)
            throw new ArgumentException($"Label and caller context make a signing context of {size} bytes; at most {MlDsaParameterSets.MaxContextSize} are allowed.");
        return [.. Prefix, (byte)name.Length, .. name, (byte)callerContext.Length, .. callerContext];
    }
}

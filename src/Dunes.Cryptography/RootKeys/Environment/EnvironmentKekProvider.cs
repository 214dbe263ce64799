using System.Security.Cryptography;

namespace Dunes.Cryptography.RootKeys.Environment;

/// <summary>
/// A KEK in an environment variable, for platforms that hand secrets to a process that way: 32 random bytes as base64. Read at each call.
/// </summary>
/// <remarks>
/// A wrapped key is a Cobblestone-256 message under the KEK with context "dunes-cluster/environment-kek/v1" ‖ 00 ‖ purpose (UTF-8); ids of KEKs
/// are made as for <see cref="FileKekProvider"/>. The variable stays in the memory of the process, where its user can read it for as long as it
/// runs; it cannot be wiped.
/// </remarks>
/// <param name="variable">Name of the variable.</param>
public sealed class EnvironmentKekProvider(string variable) : IKekProvider
{
    // Whitespace is allowed in base64, but not without end.
    private const int MaxValueLength = 1_024;

    /// <inheritdoc/>
    public string Id => "environment";

    /// <inheritdoc/>
    /// <exception cref="RootKeyException">DUNES-ROOT-030 to -032: the variable is missing, malformed, or of another size.</exception>
    public ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string purpose, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Span<byte> kek = stackalloc byte[LocalKek.Size];
        try
        {
            Read(kek);
            return ValueTask.FromResult(LocalKek.Wrap(Id, kek, key.Span, purpose));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(kek);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RootKeyException">DUNES-ROOT-030 to -032 as for wrapping; -006: another KEK, another purpose, or altered.</exception>
    public ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, string purpose, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Span<byte> kek = stackalloc byte[LocalKek.Size];
        try
        {
            Read(kek);
            return ValueTask.FromResult(LocalKek.Unwrap(Id, $"the environment variable '{variable}'", kek, wrapped, purpose));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(kek);
        }
    }

    private void Read(Span<byte> kek)
    {
        var value = System.Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrWhiteSpace(value))
            throw new RootKeyException(EnvironmentKekErrors.MissingCode, $"The environment variable '{variable}' is not set. It has to hold the KEK: 32 bytes as base64.");
        Span<byte> bytes = stackalloc byte[MaxValueLength];
        try
        {
            var written = 0;
            if (value.Length > MaxValueLength || !Convert.TryFromBase64String(value, bytes, out written))
            {
                throw new RootKeyException(
                    EnvironmentKekErrors.MalformedCode,
                    $"The environment variable '{variable}' does not hold base64. Set it to the KEK that wrapped the root key; a new one opens nothing that is stored.");
            }

            if (written != LocalKek.Size)
                throw new RootKeyException(EnvironmentKekErrors.SizeCode, $"The environment variable '{variable}' holds {written} bytes as base64; a KEK has exactly {LocalKek.Size}.");
            bytes[..written].CopyTo(kek);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}

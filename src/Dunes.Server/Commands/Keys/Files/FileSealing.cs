using System.Net;
using System.Security.Cryptography;
using Dunes.Cryptography.Sealing;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Keys.Files;

/// <summary>
/// Seals and opens files of up to 1 GiB here: the server gives only the key of the one message, so that the content never travels and one chunk
/// (16 KiB) at a time is in memory. What has no message keys (ML-KEM and convergent keys, data keys) goes to the server as a whole.
/// </summary>
/// <param name="client">The server.</param>
/// <param name="path">The API's path of the key.</param>
/// <param name="associatedData">What the message is bound to, or null.</param>
/// <param name="context">What the key is derived from, or null.</param>
internal sealed class FileSealing(ServerClient client, string path, byte[]? associatedData, byte[]? context)
{
    /// <summary>Most bytes of plaintext of one message: 1 GiB.</summary>
    public const long MostBytes = 1L << 30;

    private const int ChunkSize = 16 * 1024;
    private const int TagSize = 16;

    /// <summary>Writes <paramref name="input"/> as one DC2K message. After an error what was written is none.</summary>
    /// <param name="input">The plaintext. Longer than 1 GiB: <c>DUNES-CLI-011</c>, before anything is read where the length is known.</param>
    /// <param name="output">Receives the message.</param>
    /// <param name="version">Version to seal with, or null for the current one.</param>
    /// <param name="progress">Told how much of the input is done.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <returns>Size of the message in bytes, and the key version.</returns>
    public async Task<(long Bytes, int Version)> SealAsync(
        InputFile input, Stream output, int? version, IProgress<double> progress, CancellationToken cancellationToken)
    {
        input.RequireAtMost(MostBytes);
        if (version is not null || await TryGetKeyAsync(input, cancellationToken) is not { } key)
            return await SealWholeAsync(input, output, version, cancellationToken);
        using var cipher = CreateCipher(key.Prefix, key.Secret);
        var done = new ByteProgress(input.Length ?? MostBytes, progress);
        await cipher.SealAsync(input.Stream, output, done, cancellationToken);
        return (SealedSize(done.Count), key.Version);
    }

    /// <summary>Writes the plaintext of the message, chunk by chunk. Only when this has returned is all of it genuine.</summary>
    /// <returns>Size of the plaintext in bytes, and the key version.</returns>
    public async Task<(long Bytes, int Version)> OpenAsync(InputFile input, Stream output, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var prefix = new byte[MessageKey.PrefixSize];
        var read = await input.Stream.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, cancellationToken);
        var begun = prefix.AsMemory(0, read);
        if (!HasMessageKey(begun.Span))
            return await OpenWholeAsync(input, begun, output, cancellationToken);
        input.RequireAtMost(SealedSize(MostBytes));
        var key = await GetKeyAsync(prefix, cancellationToken);
        using var cipher = CreateCipher(prefix, key.Secret);
        var done = new ByteProgress(input.Length ?? MostBytes, progress);
        await cipher.OpenAsync(input.Stream, output, done, cancellationToken);
        return (done.Count, key.Version);
    }

    private static long SealedSize(long plaintextSize) => MessageKey.PrefixSize + plaintextSize + (TagSize * ((plaintextSize / ChunkSize) + 1));

    private static bool HasMessageKey(ReadOnlySpan<byte> begun) => begun.Length == MessageKey.PrefixSize
        && SealedHeader.TryRead(begun, out var header)
        && header.Suite == SealedSuite.Cobblestone256
        && !header.Flags.HasFlag(SealedFlags.DataKey);

    private static MessageCipher CreateCipher(byte[] prefix, byte[] secret)
    {
        try
        {
            return new(prefix, secret);
        }
        catch (ArgumentException e)
        {
            throw new DunesErrorException(ExitCodes.Other, DunesErrors.BadAnswer, "The server's answer holds no key of a message.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private async Task<(int Version, byte[] Prefix, byte[] Secret)?> TryGetKeyAsync(InputFile input, CancellationToken cancellationToken)
    {
        try
        {
            return await GetKeyAsync(prefix: null, cancellationToken);
        }
        catch (ServerAnswerException e) when (e.Status == HttpStatusCode.BadRequest && !(input.Length > MessageOptions.MostBytes))
        {
            // This kind of key has none, or something else is wrong with the request: the other way, if it is open, does it, or says what.
            return null;
        }
    }

    private async Task<(int Version, byte[] Prefix, byte[] Secret)> GetKeyAsync(byte[]? prefix, CancellationToken cancellationToken)
    {
        var body = new { Prefix = prefix, AssociatedData = associatedData, Context = context };
        var answer = await client.PostAsync($"{path}/message-keys", body, cancellationToken);
        return (answer.Number("version"), answer.Bytes("prefix"), answer.Bytes("key"));
    }

    private async Task<(long Bytes, int Version)> SealWholeAsync(InputFile input, Stream output, int? version, CancellationToken cancellationToken)
    {
        var plaintext = await MessageOptions.ReadAsync(input, default, cancellationToken);
        var body = new { Plaintext = plaintext, AssociatedData = associatedData, Context = context, Version = version };
        var answer = await client.PostAsync($"{path}/encrypt", body, cancellationToken);
        var message = SealedInput.FromAnswer(answer);
        await output.WriteAsync(message, cancellationToken);
        return (message.Length, answer.Number("version"));
    }

    private async Task<(long Bytes, int Version)> OpenWholeAsync(InputFile input, ReadOnlyMemory<byte> begun, Stream output, CancellationToken cancellationToken)
    {
        var message = SealedInput.ToText(await MessageOptions.ReadAsync(input, begun, cancellationToken));
        var answer = await client.PostAsync($"{path}/decrypt", new { Ciphertext = message, AssociatedData = associatedData, Context = context }, cancellationToken);
        var plaintext = answer.Bytes("plaintext");
        try
        {
            await output.WriteAsync(plaintext, cancellationToken);
            return (plaintext.Length, answer.Number("version"));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }
}

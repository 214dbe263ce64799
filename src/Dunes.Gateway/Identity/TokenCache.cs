using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Dunes.Abstractions.Identity;

namespace Dunes.Gateway.Identity;

/// <summary>
/// Tokens that this process has accepted, by SHA-256, so that a signature is verified, and an acceptance recorded, once per token and process.
/// An entry ends at the instant at which validation itself would refuse the token.
/// </summary>
internal sealed class TokenCache(TimeProvider time)
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<Key, Entry> entries = new();

    /// <summary>An accepted token.</summary>
    /// <param name="User">For authorization policies.</param>
    /// <param name="Caller">For grains.</param>
    /// <param name="ExpiresAt">The token's end, clock skew included.</param>
    /// <param name="Recorded">Done when the acceptance is durable.</param>
    internal sealed record Entry(ClaimsPrincipal User, Principal Caller, DateTimeOffset ExpiresAt, Lazy<Task> Recorded);

    /// <summary>The entry of a token that is still valid and whose acceptance is durable.</summary>
    public Entry? Find(string token) =>
        entries.TryGetValue(Key.Of(token), out var entry) && time.GetUtcNow() < entry.ExpiresAt
            && entry.Recorded is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }
                ? entry
                : null;

    /// <summary>Keeps an entry and waits until its acceptance is durable. Of two requests with the same new token one records it and both wait.</summary>
    public async Task<Entry> AddAsync(string token, Entry entry)
    {
        if (entries.Count >= Capacity)
            Evict();
        var key = Key.Of(token);
        // An entry that has ended is replaced; one that is alive wins.
        var kept = entries.AddOrUpdate(key, entry, (_, old) => time.GetUtcNow() < old.ExpiresAt ? old : entry);
        try
        {
            await kept.Recorded.Value;
            return kept;
        }
        catch
        {
            entries.TryRemove(new(key, kept));
            throw;
        }
    }

    private void Evict()
    {
        var now = time.GetUtcNow();
        foreach (var (key, entry) in entries)
        {
            if (entry.ExpiresAt <= now)
                entries.TryRemove(key, out _);
        }
        // All alive: drop some. A dropped token is verified, and recorded, once more.
        foreach (var (key, _) in entries)
        {
            if (entries.Count < Capacity * 9 / 10)
                return;
            entries.TryRemove(key, out _);
        }
    }

    /// <summary>SHA-256 of the token: tokens themselves are not kept.</summary>
    private readonly record struct Key(UInt128 High, UInt128 Low)
    {
        public static Key Of(string token)
        {
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            var utf8 = token.Length <= 1024 ? stackalloc byte[3 * 1024] : new byte[token.Length * 3];
            utf8 = utf8[..Encoding.UTF8.GetBytes(token, utf8)];
            SHA256.HashData(utf8, digest);
            return new(
                BinaryPrimitives.ReadUInt128BigEndian(digest),
                BinaryPrimitives.ReadUInt128BigEndian(digest[16..]));
        }
    }
}

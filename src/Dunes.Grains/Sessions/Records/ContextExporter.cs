using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys.Use;
using Dunes.Grains.Sessions.Heads;
using Dunes.Grains.Sessions.Recording;
using Dunes.Maml;
using Dunes.Storage.Sessions;

namespace Dunes.Grains.Sessions.Records;

/// <summary>Writes a context as a signed <c>.maml.md</c> document.</summary>
internal sealed class ContextExporter(
    IGrainFactory grains, ISessionJournal journal, IHeadStore heads, StoredHeadReader storedHeads, SessionKeys keys, TimeProvider time)
{
    private const int MaxBytes = 16 << 20;
    private const int PageSize = 500;
    private const int SigningAttempts = 3;

    /// <summary>Entries [from, to), or to the end. Refused over 16 MiB (<c>DUNES-CTX-030</c>); Integrity at the first entry that does not verify.</summary>
    public async Task<byte[]> ExportAsync(string contextId, ContextHeader header, long from, long? to)
    {
        var stored = await storedHeads.ReadAsync(contextId, CancellationToken.None);
        var end = to ?? stored.Durable.Size;
        if (from < 0 || end < from || end > stored.Durable.Size)
            throw new DunesException("DUNES-CTX-032", ErrorKind.Invalid, $"The range must be within 0 to {stored.Durable.Size}.");
        var body = await WriteBodyAsync(contextId, header, from, end);
        var fields = await WriteFieldsAsync(contextId, header, stored, from, end);
        var document = await SignAsync(new MamlDocument(fields, body));
        return document.Length <= MaxBytes ? document : throw TooLarge();
    }

    private static DunesException TooLarge() =>
        new("DUNES-CTX-030", ErrorKind.Invalid, $"The export would have more than {MaxBytes} bytes; export a shorter range (from, to).");

    private static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private async Task<string> WriteBodyAsync(string contextId, ContextHeader header, long from, long end)
    {
        using var sealer = ContextSealer.Of(grains, time, contextId, header);
        var body = new ExportBody();
        body.AddTitle(contextId);
        for (var next = from; next < end;)
        {
            var page = await journal.ReadAsync(contextId, next, (int)Math.Min(PageSize, end - next), CancellationToken.None);
            foreach (var row in page)
            {
                if (row.Seq != next)
                    break;
                var (entry, _) = await sealer.OpenAsync(row);
                body.Add(entry, row.LeafHash, row.KeyVersion);
                next++;
                if (body.Length > MaxBytes)
                    throw TooLarge();
            }
            if (page.Count == 0 || page[^1].Seq != next - 1)
                throw new DunesException(Faults.EntryMissing, ErrorKind.Integrity, $"Entry {next} is missing.");
        }
        var text = body.ToString();
        return Encoding.UTF8.GetByteCount(text) <= MaxBytes ? text : throw TooLarge();
    }

    private async Task<JsonObject> WriteFieldsAsync(string contextId, ContextHeader header, StoredHead stored, long from, long end)
    {
        var fields = new JsonObject
        {
            ["maml_version"] = "1.0",
            ["data_id"] = Guid.CreateVersion7(time.GetUtcNow()).ToString(),
            ["type"] = "context-export",
            ["context"] = contextId,
            ["tenant"] = header.Owner.Tenant,
            ["owner"] = $"{header.Owner.Issuer} {header.Owner.Subject}",
            ["upstream"] = header.Upstream,
            ["opened_at"] = Instant(header.OpenedAt),
            ["from"] = from,
            ["to"] = end,
            ["size"] = stored.Durable.Size,
            ["root"] = Convert.ToBase64String(stored.Durable.Root()),
        };
        if (await heads.ReadLatestAsync(contextId, CancellationToken.None) is ({ } head, { } batch))
        {
            fields["head_size"] = head.Size;
            fields["head_root"] = Convert.ToBase64String(head.Root);
            fields["head_batch"] = batch.Id.ToString();
            fields["head_signed_at"] = Instant(batch.SignedAt);
            fields["head_algorithm"] = batch.Algorithm;
            fields["head_key_version"] = batch.KeyVersion;
        }
        return fields;
    }

    private async Task<byte[]> SignAsync(MamlDocument document)
    {
        await keys.EnsureSigningAsync(KeyName.Documents);
        var key = await grains.GetGrain<IKeyGrain>(KeyName.Documents.ToString()).DescribeAsync(caller: null);
        var (algorithm, publicKey) = (key.Spec.Algorithm, key.Versions[^1].PublicKey!);
        var signedAt = time.GetUtcNow();
        var operations = grains.GetGrain<IKeyOperationsGrain>(KeyName.Documents.ToString());
        for (var attempt = 0; attempt < SigningAttempts; attempt++)
        {
            var prepared = MamlSignature.PrepareForSigning(document, algorithm, publicKey, KeyName.Documents.ToString(), signedAt);
            var signature = await operations.SignWithContextAsync(MamlSignature.SignedBytes(prepared), MamlSignature.Context.ToArray());
            // The document names the key that signs it. When the key has rotated in between, the signature says which it is now.
            if (signature.PublicKey.AsSpan().SequenceEqual(publicKey))
                return MamlSignature.Attach(document, algorithm, publicKey, KeyName.Documents.ToString(), signedAt, signature.Signature).ToBytes();
            (algorithm, publicKey) = (signature.Algorithm, signature.PublicKey);
        }
        throw new DunesException("DUNES-CTX-034", ErrorKind.Unavailable, "The signing key is rotating; try again.");
    }
}

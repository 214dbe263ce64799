namespace Dunes.Grains.Sessions;

/// <summary>Codes of what can be wrong with a stored context (docs/errors.md).</summary>
internal static class Faults
{
    /// <summary>The header is missing or cannot be read.</summary>
    public const string HeaderUnreadable = "DUNES-CTX-101";

    /// <summary>An entry that was signed or that stands between others is missing.</summary>
    public const string EntryMissing = "DUNES-CTX-102";

    /// <summary>An entry stands where none can be, or rows are not in order.</summary>
    public const string EntryMisplaced = "DUNES-CTX-103";

    /// <summary>An entry does not open.</summary>
    public const string DoesNotOpen = "DUNES-CTX-104";

    /// <summary>A stored leaf hash is not that of the entry's content.</summary>
    public const string LeafHashDiffers = "DUNES-CTX-105";

    /// <summary>The row of an entry says something else than its sealed content.</summary>
    public const string RowDiffers = "DUNES-CTX-106";

    /// <summary>A key that is needed does not exist.</summary>
    public const string KeyMissing = "DUNES-CTX-107";

    /// <summary>The root or the frontier of a signed head is not that of the entries.</summary>
    public const string RootDiffers = "DUNES-CTX-108";

    /// <summary>A head is not in the batch that it names.</summary>
    public const string HeadNotInBatch = "DUNES-CTX-109";

    /// <summary>The batch that a head names does not exist.</summary>
    public const string BatchMissing = "DUNES-CTX-110";

    /// <summary>A batch's signature does not verify.</summary>
    public const string SignatureInvalid = "DUNES-CTX-111";

    /// <summary>Entries are older than ten seconds and no signed head covers them.</summary>
    public const string TailUnsigned = "DUNES-CTX-112";

    /// <summary>Entries or heads belong to a context that is not listed, or a context is not listed in its owner's tenant.</summary>
    public const string NotListed = "DUNES-CTX-113";

    /// <summary>Heads of a signed batch are missing, or there are too many.</summary>
    public const string BatchIncomplete = "DUNES-CTX-114";

    /// <summary>There are more faults than a report holds.</summary>
    public const string More = "DUNES-CTX-199";
}

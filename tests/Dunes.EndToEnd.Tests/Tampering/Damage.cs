using Microsoft.Data.Sqlite;

namespace Dunes.EndToEnd.Tests.Tampering;

/// <summary>What somebody with write access to the database file may do to a context.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Codes">Codes that name it; one of them must be reported.</param>
/// <param name="Apply">Does it to a context, given another one that is not looked at for its own sake.</param>
/// <param name="LeavesNewestHeadSound">What the newest signed head says is still what is stored: a document that stands on it may be made.</param>
internal sealed record Damage(string Name, string[] Codes, Action<SqliteConnection, string, string> Apply, bool LeavesNewestHeadSound = false)
{
    private const string Header = "OrleansStorage WHERE GrainIdExtensionString = $context";

    /// <summary>One byte of an entry, a head or a header changed.</summary>
    public static IReadOnlyList<Damage> Flips { get; } =
    [
        Flip("session_entries", "sealed", "DUNES-CTX-104"),
        Flip("session_entries", "leaf_hash", "DUNES-CTX-104", "DUNES-CTX-105"),
        Flip("session_entries", "seq", "DUNES-CTX-102", "DUNES-CTX-103"),
        Flip("session_entries", "at", "DUNES-CTX-106"),
        Flip("session_entries", "kind", "DUNES-CTX-106"),
        Flip("session_entries", "key_version", "DUNES-CTX-104", "DUNES-CTX-106", "DUNES-CTX-107"),
        Flip("context_heads", "size", "DUNES-CTX-102", "DUNES-CTX-108", "DUNES-CTX-109"),
        Flip("context_heads", "root", "DUNES-CTX-108", "DUNES-CTX-109"),
        Flip("context_heads", "frontier", "DUNES-CTX-108"),
        Flip("context_heads", "batch_id", "DUNES-CTX-110"),
        Flip("context_heads", "leaf_index", "DUNES-CTX-109"),
        Flip("context_heads", "path", "DUNES-CTX-109"),
        new("a byte of the header", ["DUNES-CTX-101"], (db, context, _) => Bytes.Flip(db, "OrleansStorage", "PayloadBinary", "GrainIdExtensionString = $context", context)),
    ];

    /// <summary>Whole rows changed, moved or deleted.</summary>
    public static IReadOnlyList<Damage> Rows { get; } =
    [
        new("two entries' contents swapped", ["DUNES-CTX-104"], (db, context, _) => SwapEntries(db, context, context, "sealed")),
        new("two entries swapped, hashes included", ["DUNES-CTX-104", "DUNES-CTX-108"], (db, context, _) => SwapEntries(db, context, context, "sealed, leaf_hash, key_version, at, kind")),
        new("an entry of another context put in", ["DUNES-CTX-104", "DUNES-CTX-108"], (db, context, other) => CopyEntry(db, context, other)),
        new("the last entry deleted", ["DUNES-CTX-102"], (db, context, _) => Run(db, "DELETE FROM session_entries WHERE context_id = $context AND seq = (SELECT max(seq) FROM session_entries WHERE context_id = $context)", context)),
        new("the first entry deleted", ["DUNES-CTX-102"], (db, context, _) => Run(db, "DELETE FROM session_entries WHERE context_id = $context AND seq = 0", context)),
        new("an entry in the middle deleted", ["DUNES-CTX-102"], (db, context, _) => Run(db, "DELETE FROM session_entries WHERE context_id = $context AND seq = 2", context)),
        new("all entries deleted", ["DUNES-CTX-102"], (db, context, _) => Run(db, "DELETE FROM session_entries WHERE context_id = $context", context)),
        new("an entry added", ["DUNES-CTX-104", "DUNES-CTX-112"], (db, context, _) => Run(db, "INSERT INTO session_entries SELECT context_id, (SELECT max(seq) + 1 FROM session_entries WHERE context_id = $context), leaf_hash, sealed, key_version, at, kind FROM session_entries WHERE context_id = $context AND seq = 2", context)),
        new("a head of another context put in", ["DUNES-CTX-108", "DUNES-CTX-109"], (db, context, other) => Run(db, "UPDATE context_heads SET (root, frontier) = (SELECT root, frontier FROM context_heads o WHERE o.context_id = $other ORDER BY size DESC LIMIT 1) WHERE context_id = $context AND size = (SELECT max(size) FROM context_heads WHERE context_id = $context)", context, other)),
        new("the row of the context deleted", ["DUNES-CTX-113"], (db, context, _) => Run(db, "DELETE FROM contexts WHERE context_id = $context", context), LeavesNewestHeadSound: true),
        new("the header deleted", ["DUNES-CTX-101"], (db, context, _) => Run(db, $"DELETE FROM {Header}", context)),
        new("the header emptied", ["DUNES-CTX-101"], (db, context, _) => Run(db, "UPDATE OrleansStorage SET PayloadBinary = NULL WHERE GrainIdExtensionString = $context", context)),
        new("the header of another context put in", ["DUNES-CTX-101"], (db, context, other) => Run(db, "UPDATE OrleansStorage SET PayloadBinary = (SELECT PayloadBinary FROM OrleansStorage WHERE GrainIdExtensionString = $other) WHERE GrainIdExtensionString = $context", context, other)),
    ];

    /// <summary>What no context shows by itself: a head that is gone, and entries with the heads that cover them.</summary>
    public static IReadOnlyList<Damage> Truncations { get; } =
    [
        new("the last head deleted", ["DUNES-CTX-114"], (db, context, _) => Run(db, DeleteLastHead, context)),
        new("the end deleted, heads and all", ["DUNES-CTX-114"], (db, context, _) =>
        {
            Run(db, DeleteLastHead, context);
            Run(db, "DELETE FROM session_entries WHERE context_id = $context AND seq >= (SELECT max(size) FROM context_heads WHERE context_id = $context)", context);
        }),
        new("the whole context deleted", ["DUNES-CTX-114"], (db, context, _) =>
        {
            foreach (var table in (string[])["session_entries", "context_heads", "contexts"])
                Run(db, $"DELETE FROM {table} WHERE context_id = $context", context);
            Run(db, $"DELETE FROM {Header}", context);
        }),
    ];

    private const string DeleteLastHead =
        "DELETE FROM context_heads WHERE context_id = $context AND size = (SELECT max(size) FROM context_heads WHERE context_id = $context)";

    /// <summary>Runs a statement with <c>$context</c> and <c>$other</c>; it must change something.</summary>
    public static void Run(SqliteConnection db, string statement, string context = "", string other = "")
    {
        using var command = db.CreateCommand();
        command.CommandText = statement;
        command.Parameters.AddWithValue("$context", context);
        command.Parameters.AddWithValue("$other", other);
        Assert.True(command.ExecuteNonQuery() > 0, $"Nothing was changed by: {statement}");
    }

    public override string ToString() => Name;

    private static Damage Flip(string table, string column, params string[] codes) =>
        new($"a byte of {table}.{column}", codes, (db, context, _) => Bytes.Flip(db, table, column, "context_id = $context", context), table == "context_heads");

    private static void SwapEntries(SqliteConnection db, string context, string other, string columns)
    {
        // In three steps over a place that no entry has: the hashes need not be unique, the rows must be.
        var set = columns.Split(", ");
        Run(db, "CREATE TEMP TABLE kept AS SELECT * FROM session_entries WHERE context_id = $context AND seq = 3", context);
        Copy("session_entries", other, 2, context, 3);
        Copy("temp.kept", context, 3, other, 2);
        using var drop = db.CreateCommand();
        drop.CommandText = "DROP TABLE temp.kept";
        drop.ExecuteNonQuery();

        void Copy(string from, string fromContext, int fromSeq, string toContext, int toSeq) => Run(
            db,
            $"UPDATE session_entries SET {string.Join(", ", set.Select(c => $"{c} = (SELECT {c} FROM {from} o WHERE o.context_id = $other AND o.seq = {fromSeq})"))} WHERE context_id = $context AND seq = {toSeq}",
            toContext,
            fromContext);
    }

    private static void CopyEntry(SqliteConnection db, string context, string other) => Run(
        db,
        "UPDATE session_entries SET (sealed, leaf_hash, key_version, at, kind) = (SELECT sealed, leaf_hash, key_version, at, kind FROM session_entries o WHERE o.context_id = $other AND o.seq = 2) WHERE context_id = $context AND seq = 2",
        context,
        other);
}

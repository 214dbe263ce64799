using System.Text;
using Microsoft.Data.Sqlite;

namespace Dunes.EndToEnd.Tests.Tampering;

/// <summary>Changes one bit of a stored value, at a random place.</summary>
internal static class Bytes
{
    /// <summary>Changes a random bit in a random row of those that match. Of text, a bit that leaves it text.</summary>
    public static void Flip(SqliteConnection db, string table, string column, string where, string context = "")
    {
        using var select = db.CreateCommand();
        select.CommandText = $"SELECT rowid, {column} FROM {table} WHERE {where} AND ({column} IS NOT NULL AND typeof({column}) <> 'blob' OR length({column}) > 0) ORDER BY random() LIMIT 1";
        select.Parameters.AddWithValue("$context", context);
        long row;
        object value;
        using (var reader = select.ExecuteReader())
        {
            Assert.True(reader.Read(), $"There is no {column} in {table}.");
            (row, value) = (reader.GetInt64(0), reader.GetValue(1));
        }

        using var update = db.CreateCommand();
        update.CommandText = $"UPDATE {table} SET {column} = $value WHERE rowid = $row";
        update.Parameters.AddWithValue("$row", row);
        update.Parameters.AddWithValue("$value", Flipped(value));
        Assert.Equal(1, update.ExecuteNonQuery());
    }

    private static object Flipped(object value) => value switch
    {
        byte[] bytes => Flipped(bytes, 8),
        // Of a small number a bit that makes it no number which another row has.
        long number => number ^ (1L << Random.Shared.Next(number > 1_000_000 ? 0 : 6, 63)),
        string text => Encoding.ASCII.GetString(Flipped(Encoding.ASCII.GetBytes(text), 4)),
        _ => throw new ArgumentException($"{value.GetType()} is not stored."),
    };

    private static byte[] Flipped(byte[] bytes, int bits)
    {
        bytes[Random.Shared.Next(bytes.Length)] ^= (byte)(1 << Random.Shared.Next(bits));
        return bytes;
    }
}

using System.Buffers.Binary;
using System.Text.Json;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;

namespace Dunes.Grains.Keys.Transfer;

/// <summary>What a backup holds before it is sealed: u32be size ‖ JSON of <see cref="KeyBackup"/> ‖ the versions' secrets, one after another. JSON never holds a secret.</summary>
internal static class KeyBackupFormat
{
    /// <summary>The plaintext; the caller wipes it, and the secrets.</summary>
    public static byte[] Write(KeyBackup backup, IReadOnlyList<byte[]> secrets)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(backup, KeyBackupJson.Default.KeyBackup);
        var plaintext = KeySecrets.Buffer(sizeof(int) + json.Length + secrets.Sum(secret => secret.Length));
        BinaryPrimitives.WriteInt32BigEndian(plaintext, json.Length);
        json.CopyTo(plaintext, sizeof(int));
        var at = sizeof(int) + json.Length;
        foreach (var secret in secrets)
        {
            secret.CopyTo(plaintext, at);
            at += secret.Length;
        }

        return plaintext;
    }

    /// <summary>Reads a plaintext. The secret of the i-th version is the i-th part of <paramref name="plaintext"/>, of the algorithm's size, from <paramref name="secretsAt"/> on.</summary>
    /// <exception cref="DunesException">DUNES-KEY-021: it holds no key that could have been backed up.</exception>
    public static KeyBackup Read(ReadOnlySpan<byte> plaintext, out int secretsAt)
    {
        if (plaintext.Length < sizeof(int) || BinaryPrimitives.ReadInt32BigEndian(plaintext) is var size && (size < 0 || size > plaintext.Length - sizeof(int)))
            throw KeyErrors.BadBackup("it has not the form of one");
        secretsAt = sizeof(int) + size;
        KeyBackup backup;
        try
        {
            backup = JsonSerializer.Deserialize(plaintext[sizeof(int)..secretsAt], KeyBackupJson.Default.KeyBackup) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw KeyErrors.BadBackup("it was made by a version of the software that this one does not know");
        }

        Check(backup, plaintext.Length - secretsAt);
        return backup;
    }

    private static void Check(KeyBackup backup, int secretsSize)
    {
        var record = backup.Record;
        try
        {
            KeyStateCheck.Run(KeyName.Parse(backup.Name), record);
        }
        catch (DunesException e)
        {
            throw KeyErrors.BadBackup(e.Message);
        }

        var present = Enumerable.Range(record.MinAvailableVersion, record.CurrentVersion - record.MinAvailableVersion + 1)
            .Where(version => record.Exceptions.GetValueOrDefault(version)?.State != KeyState.Destroyed);
        if (record.State == KeyState.Destroyed
            || !present.SequenceEqual(backup.Versions.Select(version => version.Version))
            || secretsSize != (long)backup.Versions.Count * KeySecrets.SizeOf(record.Spec.Algorithm)
            || backup.Versions.Any(version => version.Operations < 0 || version.Bytes < 0))
        {
            throw KeyErrors.BadBackup("its versions are not those of its key");
        }
    }
}

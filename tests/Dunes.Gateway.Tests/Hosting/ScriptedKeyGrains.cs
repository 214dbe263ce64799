using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Orleans.Concurrency;

namespace Dunes.Gateway.Tests.Hosting;

public sealed class ScriptedKeyGrain : Grain, IKeyGrain
{
    private string Key => this.GetPrimaryKeyString();

    public static KeyInfo InfoOf(string grain) => new()
    {
        Tenant = KeyName.Parse(grain).Tenant,
        Name = KeyName.Parse(grain).Name,
        KeyId = Guid.Parse("6f9619ff-8b86-4d01-b42d-00cf4fc964ff"),
        Spec = new KeySpec
        {
            Algorithm = KeyAlgorithms.MlDsa65,
            Rotation = new(TimeSpan.FromDays(90), 1000, null),
            Tags = new Dictionary<string, string> { ["Team"] = "a" },
            Grants = [new(GranteeKind.Subject, "alice", "https://issuer.test/", [KeyOperation.Sign, KeyOperation.VerifyMac])],
        },
        State = KeyState.PendingDeletion,
        DestroyAt = DateTimeOffset.UnixEpoch,
        CreatedAt = DateTimeOffset.UnixEpoch,
        CurrentVersion = 2,
        Versions = [VersionOf(1), VersionOf(2)],
    };

    public static KeyVersionInfo VersionOf(int version) => new() { Version = version, CreatedAt = DateTimeOffset.UnixEpoch, PublicKey = [1, 2], Operations = 1L << 40 };

    public Task<KeyInfo> EnsureAsync(KeySpec spec) => Answer("Ensure", spec);

    public Task<KeyInfo> CreateAsync(Principal caller, KeySpec spec) => Answer("Create", caller, spec);

    public Task<KeyInfo> DescribeAsync(Principal? caller) => Answer("Describe", caller);

    public Task<KeyVersionInfo> DescribeVersionAsync(Principal? caller, int version)
    {
        KeyCalls.Record(Key, "DescribeVersion", caller, version);
        return Task.FromResult(VersionOf(version) with { PublicKey = null, State = KeyState.Destroyed, DestroyAt = DateTimeOffset.UnixEpoch });
    }

    public Task<IReadOnlyList<KeyVersionInfo>> ListVersionsAsync(Principal? caller, int from, int limit)
    {
        KeyCalls.Record(Key, "ListVersions", caller, from, limit);
        return Task.FromResult<IReadOnlyList<KeyVersionInfo>>([.. Enumerable.Range(from, Math.Min(limit, 3)).Select(VersionOf)]);
    }

    public Task<KeyInfo> RotateAsync(Principal? caller, int expectedVersion) => Answer("Rotate", caller, expectedVersion);

    public Task<KeyInfo> UpdateAsync(Principal caller, KeyUpdate update) => Answer("Update", caller, update);

    public Task<KeyInfo> EnableAsync(Principal caller, int? version) => Answer("Enable", caller, version);

    public Task<KeyInfo> DisableAsync(Principal caller, int? version) => Answer("Disable", caller, version);

    public Task<KeyInfo> DeleteAsync(Principal caller, int? version, int days) => Answer("Delete", caller, version, days);

    public Task<KeyInfo> UndeleteAsync(Principal caller, int? version) => Answer("Undelete", caller, version);

    public Task<KeyInfo> TrimAsync(Principal caller, int minAvailableVersion) => Answer("Trim", caller, minAvailableVersion);

    public Task<byte[]> ExportAsync(Principal caller, int? version, byte[] recipientPublicKey)
    {
        KeyCalls.Record(Key, "Export", caller, version, recipientPublicKey);
        return Task.FromResult(ScriptedKeyServiceGrain.Message(version ?? 2));
    }

    public Task<KeyInfo> ImportAsync(Principal caller, KeySpec spec, string wrappingKey, byte[] wrapped) => Answer("Import", caller, spec, wrappingKey, wrapped);

    public Task<byte[]> BackupAsync(Principal caller)
    {
        KeyCalls.Record(Key, "Backup", caller);
        return Task.FromResult<byte[]>([9, 9]);
    }

    public Task<KeyInfo> RestoreAsync(Principal caller, byte[] backup) => Answer("Restore", caller, backup);

    private Task<KeyInfo> Answer(string method, params object?[] arguments)
    {
        KeyCalls.Record(Key, method, arguments);
        return Task.FromResult(InfoOf(Key));
    }
}

[StatelessWorker]
public sealed class ScriptedKeyDirectoryGrain : Grain, IKeyDirectoryGrain
{
    public Task<KeyPage> ListAsync(Principal caller, string? cursor, int limit)
    {
        KeyCalls.Record(this.GetPrimaryKeyString(), "List", caller, cursor, limit);
        return Task.FromResult(new KeyPage([ScriptedKeyGrain.InfoOf(this.GetPrimaryKeyString() + "/k")], cursor is null ? "next" : null));
    }
}

[StatelessWorker]
public sealed class ScriptedReencryptionGrain : Grain, IReencryptionGrain
{
    private static readonly ReencryptionStatus Status = new(2, DateTimeOffset.UnixEpoch, null, 10, 5, 0, "DUNES-STORE-001");

    public Task<ReencryptionStatus> StartAsync(Principal caller, int? itemsPerSecond)
    {
        KeyCalls.Record(this.GetPrimaryKeyString(), "Start", caller, itemsPerSecond);
        return Task.FromResult(Status);
    }

    public Task<ReencryptionStatus> GetStatusAsync(Principal caller)
    {
        KeyCalls.Record(this.GetPrimaryKeyString(), "Status", caller);
        return Task.FromResult(Status);
    }
}

/// <summary>An item whose bytes begin with 0xFF fails, with the error kind that its second byte says.</summary>
[StatelessWorker]
public sealed class ScriptedKeyServiceGrain : Grain, IKeyServiceGrain
{
    /// <summary>The smallest bytes that have the header of a message.</summary>
    public static byte[] Message(int version)
    {
        var message = new byte[100];
        "DC2K\u0001\u0001"u8.CopyTo(message);
        message[11] = (byte)version;
        return message;
    }

    public Task<IReadOnlyList<KeyBytesResult>> SignAsync(Principal caller, IReadOnlyList<SignItem> items, int? version) =>
        Bytes("Sign", items, item => item.Message, () => [7, 7], caller, items, version);

    public Task<IReadOnlyList<KeyValidityResult>> VerifyAsync(Principal caller, IReadOnlyList<VerifyItem> items) =>
        Validity("Verify", items, item => item.Message, caller, items);

    public Task<IReadOnlyList<KeyBytesResult>> EncryptAsync(Principal caller, IReadOnlyList<SealingItem> items, int? version) =>
        Bytes("Encrypt", items, item => item.Bytes, () => Message(3), caller, items, version);

    public Task<IReadOnlyList<KeyBytesResult>> DecryptAsync(Principal caller, IReadOnlyList<SealingItem> items) =>
        Bytes("Decrypt", items, item => item.AssociatedData, () => [1, 2, 3], caller, items);

    public Task<IReadOnlyList<KeyBytesResult>> RewrapAsync(Principal caller, IReadOnlyList<SealingItem> items) =>
        Bytes("Rewrap", items, item => item.AssociatedData, () => Message(3), caller, items);

    public Task<IReadOnlyList<DataKeyResult>> GenerateDataKeysAsync(Principal caller, int count, byte[] associatedData, byte[] context, bool withPlaintext)
    {
        KeyCalls.Record(this.GetPrimaryKeyString(), "DataKeys", caller, count, associatedData, context, withPlaintext);
        return Task.FromResult<IReadOnlyList<DataKeyResult>>(
            [.. Enumerable.Range(0, count).Select(_ => new DataKeyResult(3, withPlaintext ? new byte[32] : null, Message(3)))]);
    }

    public Task<MessageKeyResult> GetMessageKeyAsync(Principal caller, byte[]? prefix, byte[] associatedData, byte[] context)
    {
        KeyCalls.Record(this.GetPrimaryKeyString(), "MessageKey", caller, prefix, associatedData, context);
        return Task.FromResult(new MessageKeyResult(3, prefix ?? new byte[84], new byte[44]));
    }

    public Task<EncapsulationResult> EncapsulateAsync(Principal caller, int? version)
    {
        KeyCalls.Record(this.GetPrimaryKeyString(), "Encapsulate", caller, version);
        return Task.FromResult(new EncapsulationResult(version ?? 3, new byte[1088], new byte[32]));
    }

    public Task<KeyBytesResult> DecapsulateAsync(Principal caller, byte[] ciphertext, int? version)
    {
        KeyCalls.Record(this.GetPrimaryKeyString(), "Decapsulate", caller, ciphertext, version);
        return Task.FromResult(FailureOf(ciphertext) is { } error ? new KeyBytesResult(0, null, error) : new(version ?? 3, new byte[32], null));
    }

    public Task<IReadOnlyList<KeyBytesResult>> MacAsync(Principal caller, IReadOnlyList<MacItem> items) =>
        Bytes("Mac", items, item => item.Message, () => new byte[64], caller, items);

    public Task<IReadOnlyList<KeyValidityResult>> VerifyMacAsync(Principal caller, IReadOnlyList<MacItem> items) =>
        Validity("VerifyMac", items, item => item.Message, caller, items);

    private Task<IReadOnlyList<KeyBytesResult>> Bytes<T>(
        string method, IReadOnlyList<T> items, Func<T, byte[]> marked, Func<byte[]> result, params object?[] arguments)
    {
        KeyCalls.Record(this.GetPrimaryKeyString(), method, arguments);
        return Task.FromResult<IReadOnlyList<KeyBytesResult>>(
            [.. items.Select(item => FailureOf(marked(item)) is { } error ? new KeyBytesResult(0, null, error) : new(3, result(), null))]);
    }

    private Task<IReadOnlyList<KeyValidityResult>> Validity<T>(string method, IReadOnlyList<T> items, Func<T, byte[]> marked, params object?[] arguments)
    {
        KeyCalls.Record(this.GetPrimaryKeyString(), method, arguments);
        return Task.FromResult<IReadOnlyList<KeyValidityResult>>(
            [.. items.Select(item => FailureOf(marked(item)) is { } error ? new KeyValidityResult(0, false, error) : new(3, marked(item).Length > 0, null))]);
    }

    private static KeyItemError? FailureOf(byte[] bytes)
    {
        if (bytes is not [0xFF, var kind])
            return null;
        var error = KeyCalls.ErrorOf((ErrorKind)kind);
        return new(error.Code, error.Message, error.Kind);
    }
}

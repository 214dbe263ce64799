using System.Reflection;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Cryptography.Signatures;

namespace Dunes.Gateway.Tests.Api.Maml;

/// <summary>A signing key with real signatures and a scripted state. Who is not named may do nothing with it.</summary>
public sealed class ScriptedKey(KeyName name, DateTimeOffset createdAt)
{
    private const MlDsaParameterSet Set = MlDsaParameterSet.MlDsa44;

    public KeyInfo Info { get; set; } = new()
    {
        Tenant = name.Tenant,
        Name = name.Name,
        KeyId = Guid.Empty,
        Spec = new() { Algorithm = Set.Name(), Purpose = "maml" },
        CreatedAt = createdAt,
        CurrentVersion = 1,
        Versions = [VersionOf(name, 1, createdAt)],
    };

    /// <summary>All versions; <see cref="KeyInfo.Versions"/> has the newest only.</summary>
    public List<KeyVersionInfo> Versions { get; } = [VersionOf(name, 1, createdAt)];

    public HashSet<string> Signers { get; } = ["alice"];

    public HashSet<string> Verifiers { get; } = ["alice"];

    public int Verifications { get; private set; }

    public T As<T>() where T : class => ScriptedGrain.Create<T>(Answer);

    public byte[] Sign(int version, byte[] message, byte[] context) => MlDsa.Provider.Sign(Set, SeedOf(name, version), message, context);

    public void Rotate(DateTimeOffset at, int shown = 1)
    {
        Versions.Add(VersionOf(name, Info.CurrentVersion + 1, at));
        Info = Info with { CurrentVersion = Versions.Count, Versions = [.. Versions.TakeLast(shown)] };
    }

    public void Change(int version, Func<KeyVersionInfo, KeyVersionInfo> change)
    {
        Versions[version - 1] = change(Versions[version - 1]);
        Info = Info with { Versions = [.. Versions.TakeLast(Info.Versions.Count)] };
    }

    private static byte[] SeedOf(KeyName name, int version) =>
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{name} {version}"));

    private static KeyVersionInfo VersionOf(KeyName name, int version, DateTimeOffset at) =>
        new() { Version = version, CreatedAt = at, PublicKey = MlDsa.Provider.PublicKeyFromSeed(Set, SeedOf(name, version)) };

    private static DunesException Forbidden() => new("DUNES-KEY-010", ErrorKind.Forbidden, "The caller may not do this with the key.");

    private object Answer(MethodInfo method, object?[] arguments)
    {
        switch (method.Name)
        {
            case nameof(IKeyGrain.DescribeAsync):
                return arguments[0] is null or Principal { Subject: "alice" } ? Task.FromResult(Info) : Task.FromException<KeyInfo>(Forbidden());
            case nameof(IKeyGrain.DescribeVersionAsync):
                return Versions.Find(version => version.Version == (int)arguments[1]! && version.Version >= Info.MinAvailableVersion) is { } found
                    ? Task.FromResult(found)
                    : Task.FromException<KeyVersionInfo>(new DunesException("DUNES-KEY-003", ErrorKind.NotFound, "There is no such version."));
            case nameof(IKeyGrain.ListVersionsAsync):
                return Task.FromResult<IReadOnlyList<KeyVersionInfo>>([.. Versions.Where(version => version.Version >= (int)arguments[1]!).Take((int)arguments[2]!)]);
            case nameof(IKeyServiceGrain.SignAsync):
                return Sign((Principal)arguments[0]!, (IReadOnlyList<SignItem>)arguments[1]!, (int)arguments[2]!);
            case nameof(IKeyServiceGrain.VerifyAsync):
                return Verify((Principal)arguments[0]!, (IReadOnlyList<VerifyItem>)arguments[1]!);
            default:
                throw new NotSupportedException(method.Name);
        }
    }

    private Task<IReadOnlyList<KeyBytesResult>> Sign(Principal caller, IReadOnlyList<SignItem> items, int version) => !Signers.Contains(caller.Subject)
        ? Task.FromException<IReadOnlyList<KeyBytesResult>>(Forbidden())
        : Task.FromResult<IReadOnlyList<KeyBytesResult>>(
            [.. items.Select(item => new KeyBytesResult(version, Sign(version, item.Message, SigningContext.For(Info.Spec.Purpose, item.Context)), null))]);

    private Task<IReadOnlyList<KeyValidityResult>> Verify(Principal caller, IReadOnlyList<VerifyItem> items)
    {
        Verifications++;
        if (!Verifiers.Contains(caller.Subject))
            return Task.FromException<IReadOnlyList<KeyValidityResult>>(Forbidden());
        if (Info.State != KeyState.Enabled)
            return Task.FromException<IReadOnlyList<KeyValidityResult>>(new DunesException("DUNES-KEY-011", ErrorKind.Conflict, "The key is disabled."));
        return Task.FromResult<IReadOnlyList<KeyValidityResult>>([.. items.Select(item => new KeyValidityResult(item.Version ?? 1, IsValid(item), null))]);
    }

    private bool IsValid(VerifyItem item) => MlDsa.Provider.Verify(
        Set, Versions[(item.Version ?? Info.CurrentVersion) - 1].PublicKey, item.Message, item.Signature, SigningContext.For(Info.Spec.Purpose, item.Context));
}

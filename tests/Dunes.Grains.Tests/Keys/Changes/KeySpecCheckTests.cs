using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Identity;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys.Changes;

namespace Dunes.Grains.Tests.Keys.Changes;

public sealed class KeySpecCheckTests
{
    private static readonly KeyName Key = new("t", "k");

    [Fact]
    public void Every_algorithm_can_be_had_as_it_comes()
    {
        foreach (var algorithm in KeyAlgorithms.All)
            KeySpecCheck.Run(Key, new KeySpec { Algorithm = algorithm });
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var spec = new KeySpec
        {
            Algorithm = "RSA-2048",
            Rotation = new(TimeSpan.FromSeconds(59), 0, 1),
            Purpose = "Caps",
            Description = new string('x', 1025),
            Tags = new Dictionary<string, string> { [""] = "" },
            Limits = new(5, 4),
            Sealing = SealingMode.Convergent,
            Grants = [new(GranteeKind.Role, "king", "issuer", [])],
        };
        var e = Assert.Throws<DunesException>(() => KeySpecCheck.Run(Key, spec));
        Assert.Equal(("DUNES-KEY-004", ErrorKind.Invalid), (e.Code, e.Kind));
        foreach (var part in (string[])["algorithm", "once a minute", "at least one operation", "limits", "purpose", "description", "tag", "derived or convergent", "names its issuer", "a role is one of", "names operations"])
            Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_bound_holds_by_itself()
    {
        var good = new KeySpec { Algorithm = KeyAlgorithms.Dc2k1 };
        KeySpec[] bad =
        [
            good with { Algorithm = "dc2k-1" },
            good with { Rotation = new(TimeSpan.FromDays(3651)) },
            good with { Rotation = new(AfterBytes: 0) },
            good with { Rotation = new(AfterOperations: 11), Limits = new(5, 10) },
            good with { Limits = new(1, (1L << 45) + 1) },
            good with { Limits = new(0, 1) },
            good with { Purpose = "" },
            good with { Purpose = new string('a', 65) },
            good with { Tags = Enumerable.Range(0, 51).ToDictionary(i => $"tag{i}", i => "") },
            good with { Tags = new Dictionary<string, string> { ["a"] = new('x', 257) } },
            good with { Sealing = (SealingMode)7 },
            good with { Algorithm = KeyAlgorithms.MlDsa65, Sealing = SealingMode.Derived },
            good with { Grants = [.. Enumerable.Repeat(new KeyGrant(GranteeKind.Client, "c", null, [KeyOperation.Sign]), 201)] },
            good with { Grants = [new((GranteeKind)9, "c", null, [KeyOperation.Sign])] },
            good with { Grants = [new(GranteeKind.Subject, "s", null, [KeyOperation.Sign])] },
            good with { Grants = [new(GranteeKind.Client, "", null, [KeyOperation.Sign])] },
            good with { Grants = [new(GranteeKind.Client, "c", null, [(KeyOperation)99])] },
        ];
        foreach (var spec in bad)
            Assert.Equal("DUNES-KEY-004", Assert.Throws<DunesException>(() => KeySpecCheck.Run(Key, spec)).Code);
        KeySpecCheck.Run(Key, good with
        {
            Rotation = new(TimeSpan.FromMinutes(1), 1, 1),
            Purpose = "a-z.0",
            Limits = new(1, 1L << 45),
            Sealing = SealingMode.Derived,
            Grants = [new(GranteeKind.Subject, "s", "i", [KeyOperation.Sign]), new(GranteeKind.Role, Roles.Agent, null, [KeyOperation.Encrypt])],
        });
    }

    [Fact]
    public void The_key_of_the_contexts_cannot_be_another_kind_of_key()
    {
        var name = KeyName.ContextSealing("t");
        KeySpecCheck.Run(name, KeyTesting.Sealing);
        foreach (var spec in (KeySpec[])[KeyTesting.Mac, KeyTesting.Sealing with { Sealing = SealingMode.Convergent }, KeyTesting.Sealing with { Exportable = true }])
            Assert.Equal("DUNES-KEY-024", Assert.Throws<DunesException>(() => KeySpecCheck.Run(name, spec)).Code);
    }

    [Fact]
    public void What_is_stored_is_no_longer_the_callers()
    {
        var (tags, operations) = (new Dictionary<string, string> { ["a"] = "1" }, new List<KeyOperation> { KeyOperation.Sign, KeyOperation.Sign, KeyOperation.Verify });
        var stored = KeySpecCheck.Stored(new KeySpec { Algorithm = KeyAlgorithms.MlDsa65, Tags = tags, Grants = [new(GranteeKind.Client, "c", null, operations)] });
        tags["b"] = "2";
        operations.Clear();
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1" }, stored.Tags);
        Assert.Equal([KeyOperation.Sign, KeyOperation.Verify], stored.Grants[0].Operations);
    }
}

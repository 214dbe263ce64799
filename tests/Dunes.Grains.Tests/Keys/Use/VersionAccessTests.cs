using CsCheck;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Keys;
using Dunes.Grains.Keys;
using Dunes.Grains.Keys.Use;

namespace Dunes.Grains.Tests.Keys.Use;

public sealed class VersionAccessTests
{
    private static readonly KeyName Name = new("t", "k");
    private static readonly KeyRecord Record = new()
    {
        Spec = new KeySpec { Algorithm = KeyAlgorithms.Dc2k1 },
        CurrentVersion = 9,
        MinAvailableVersion = 2,
        MinDecryptionVersion = 4,
        MinEncryptionVersion = 6,
        Exceptions = new Dictionary<int, VersionStatus>
        {
            [7] = new(KeyState.Disabled, null),
            [8] = new(KeyState.PendingDeletion, DateTimeOffset.UnixEpoch),
            [5] = new(KeyState.Destroyed, null),
        },
    };

    [Theory]
    [InlineData(0, ErrorKind.NotFound, ErrorKind.NotFound)]
    [InlineData(1, ErrorKind.Gone, ErrorKind.Gone)]
    [InlineData(3, ErrorKind.Conflict, ErrorKind.Conflict)]
    [InlineData(4, ErrorKind.Conflict, null)]
    [InlineData(5, ErrorKind.Gone, ErrorKind.Gone)]
    [InlineData(6, null, null)]
    [InlineData(7, ErrorKind.Conflict, ErrorKind.Conflict)]
    [InlineData(8, ErrorKind.Gone, ErrorKind.Gone)]
    [InlineData(9, null, null)]
    [InlineData(10, ErrorKind.NotFound, ErrorKind.NotFound)]
    public void A_version_protects_and_opens_as_its_state_and_the_floors_say(int version, ErrorKind? protects, ErrorKind? opens)
    {
        Assert.Equal(protects, VersionAccess.Refusal(Name, Record, version, protects: true)?.Kind);
        Assert.Equal(opens, VersionAccess.Refusal(Name, Record, version, protects: false)?.Kind);
        Assert.Equal(protects is null || opens is null, VersionAccess.MayBeOpen(Name, Record, version));
    }

    [Theory]
    [InlineData(KeyState.Disabled, "DUNES-KEY-030", ErrorKind.Conflict)]
    [InlineData(KeyState.PendingDeletion, "DUNES-KEY-031", ErrorKind.Gone)]
    [InlineData(KeyState.Destroyed, "DUNES-KEY-012", ErrorKind.Gone)]
    public void A_key_that_is_not_enabled_does_nothing_with_any_version(KeyState state, string code, ErrorKind kind) =>
        Gen.Int[-2, 12].Sample(version =>
        {
            var record = Record with { State = state };
            var refusal = VersionAccess.Refusal(Name, record, version, protects: false);
            Assert.Equal((code, kind), (refusal?.Code, refusal?.Kind));
            Assert.False(VersionAccess.MayBeOpen(Name, record, version));
        });
}

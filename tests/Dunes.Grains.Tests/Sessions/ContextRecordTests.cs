using System.Text;
using Dunes.Abstractions.Audit;
using Dunes.Abstractions.Errors;
using Dunes.Abstractions.Sessions;
using Dunes.Grains.Sessions.Proofs;
using Dunes.Maml;
using static Dunes.Grains.Tests.Sessions.SessionFixture;

namespace Dunes.Grains.Tests.Sessions;

public sealed class ContextRecordTests(SessionFixture fixture) : IClassFixture<SessionFixture>
{
    private SessionSilo Silo => fixture.Silo;

    [Theory]
    [InlineData("session_entries", "sealed", "context_id = '{0}' AND seq = 1", "DUNES-CTX-104")]
    [InlineData("session_entries", "leaf_hash", "context_id = '{0}' AND seq = 1", "DUNES-CTX-104,DUNES-CTX-108")]
    [InlineData("context_heads", "root", "context_id = '{0}' AND size = 4", "DUNES-CTX-108")]
    [InlineData("context_heads", "frontier", "context_id = '{0}' AND size = 4", "DUNES-CTX-108")]
    [InlineData("head_batches", "signature", "id = (SELECT batch_id FROM context_heads WHERE context_id = '{0}')", "DUNES-CTX-111")]
    [InlineData("head_batches", "root", "id = (SELECT batch_id FROM context_heads WHERE context_id = '{0}')", "DUNES-CTX-109")]
    [InlineData("OrleansStorage", "PayloadBinary", "GrainIdExtensionString = '{0}'", "DUNES-CTX-101")]
    public async Task A_flipped_byte_is_found(string table, string column, string where, string codes)
    {
        var session = await SignedAsync();
        await Silo.FlipAsync(table, column, string.Format(where, session.GetPrimaryKeyString()));
        await FindsAsync(session, codes);
    }

    [Theory]
    [InlineData("DELETE FROM session_entries WHERE context_id = '{0}' AND seq = 3", "DUNES-CTX-102")]
    [InlineData("DELETE FROM session_entries WHERE context_id = '{0}' AND seq = 0", "DUNES-CTX-102")]
    [InlineData("DELETE FROM session_entries WHERE context_id = '{0}'", "DUNES-CTX-102")]
    [InlineData("UPDATE session_entries SET at = at + 1 WHERE context_id = '{0}' AND seq = 1", "DUNES-CTX-106")]
    [InlineData("UPDATE session_entries SET kind = 'notification' WHERE context_id = '{0}' AND seq = 1", "DUNES-CTX-106")]
    [InlineData("UPDATE session_entries SET key_version = 9 WHERE context_id = '{0}' AND seq = 1", "DUNES-CTX-107")]
    [InlineData("UPDATE session_entries SET seq = CASE seq WHEN 1 THEN 1002 ELSE 1001 END WHERE context_id = '{0}' AND seq IN (1, 2); UPDATE session_entries SET seq = seq - 1000 WHERE context_id = '{0}' AND seq > 1000", "DUNES-CTX-104,DUNES-CTX-108")]
    [InlineData("UPDATE context_heads SET path = CAST(path || zeroblob(32) AS BLOB) WHERE context_id = '{0}'", "DUNES-CTX-109")]
    [InlineData("UPDATE context_heads SET leaf_index = leaf_index + 1000 WHERE context_id = '{0}'", "DUNES-CTX-109")]
    [InlineData("DELETE FROM head_batches WHERE id = (SELECT batch_id FROM context_heads WHERE context_id = '{0}')", "DUNES-CTX-110")]
    [InlineData("UPDATE head_batches SET signed_at = signed_at + 1 WHERE id = (SELECT batch_id FROM context_heads WHERE context_id = '{0}')", "DUNES-CTX-111")]
    [InlineData("UPDATE head_batches SET key_version = 9 WHERE id = (SELECT batch_id FROM context_heads WHERE context_id = '{0}')", "DUNES-CTX-107")]
    [InlineData("UPDATE head_batches SET algorithm = 'ML-DSA-87' WHERE id = (SELECT batch_id FROM context_heads WHERE context_id = '{0}')", "DUNES-CTX-111")]
    [InlineData("DELETE FROM contexts WHERE context_id = '{0}'", "DUNES-CTX-113")]
    [InlineData("UPDATE contexts SET tenant = 'other' WHERE context_id = '{0}'", "DUNES-CTX-113")]
    [InlineData("DELETE FROM OrleansStorage WHERE GrainIdExtensionString = '{0}'", "DUNES-CTX-101")]
    public async Task A_change_by_sql_is_found(string sql, string codes)
    {
        var session = await SignedAsync();
        await Silo.ExecuteAsync(string.Format(sql, session.GetPrimaryKeyString()));
        await FindsAsync(session, codes);
    }

    [Fact]
    public async Task A_header_of_another_context_does_not_open()
    {
        var (one, two) = (await SignedAsync(), await SignedAsync());
        await Silo.ExecuteAsync(
            $"UPDATE OrleansStorage SET PayloadBinary = (SELECT PayloadBinary FROM OrleansStorage WHERE GrainIdExtensionString = '{one.GetPrimaryKeyString()}') WHERE GrainIdExtensionString = '{two.GetPrimaryKeyString()}'");
        await FindsAsync(two, "DUNES-CTX-101");
    }

    [Fact]
    public async Task A_deleted_head_is_found_across_and_its_entries_are_unsigned()
    {
        Silo.Time.Stop();
        try
        {
            var session = await SignedAsync();
            await Silo.ExecuteAsync($"DELETE FROM context_heads WHERE context_id = '{session.GetPrimaryKeyString()}'");
            var across = await Silo.Grains.GetGrain<IContextDirectoryGrain>("default").VerifyAcrossAsync(default);
            Assert.Contains(across.Faults, f => f.Code == "DUNES-CTX-114");
            Assert.Empty((await Record(session).VerifyAsync(default)).Faults);
            Silo.Time.Advance(TimeSpan.FromSeconds(11));
            await FindsAsync(session, "DUNES-CTX-112");
        }
        finally
        {
            Silo.Time.Start();
        }
    }

    [Theory]
    [InlineData("DELETE FROM contexts WHERE context_id = '{0}'")]
    [InlineData("UPDATE contexts SET tenant = 'other' WHERE context_id = '{0}'")]
    public async Task An_unlisted_context_is_found_across(string sql)
    {
        var session = await SignedAsync();
        await Silo.ExecuteAsync(string.Format(sql, session.GetPrimaryKeyString()));
        var across = await Silo.Grains.GetGrain<IContextDirectoryGrain>("default").VerifyAcrossAsync(default);
        Assert.Contains(across.Faults, f => f.Code == "DUNES-CTX-113" && f.Context == session.GetPrimaryKeyString());
    }

    [Fact]
    public async Task What_is_altered_is_not_shown_as_good_and_findings_close_when_it_is_mended()
    {
        var session = await SignedAsync();
        var where = $"context_id = '{session.GetPrimaryKeyString()}' AND seq = 2";
        await Silo.FlipAsync("session_entries", "sealed", where);
        Assert.Equal(ErrorKind.Integrity, (await Assert.ThrowsAsync<DunesException>(() => Record(session).ReadEntriesAsync(0, 10))).Kind);
        Assert.Equal(ErrorKind.Integrity, (await Assert.ThrowsAsync<DunesException>(() => Record(session).ExportAsync(0, null))).Kind);
        Assert.Equal(ErrorKind.Integrity, (await Assert.ThrowsAsync<DunesException>(() => Record(session).ProveAsync(2))).Kind);
        await Record(session).VerifyAsync(default);
        var open = $"SELECT count(*) FROM findings WHERE fingerprint LIKE '%{session.GetPrimaryKeyString()}%' AND closed_at IS NULL";
        Assert.Equal(1, await Silo.ExecuteAsync(open));
        await Silo.FlipAsync("session_entries", "sealed", where);
        Assert.True((await Record(session).VerifyAsync(default)).Sound);
        Assert.Equal(0, await Silo.ExecuteAsync(open));
    }

    [Fact]
    public async Task A_sound_context_says_what_it_is_signed_with()
    {
        var session = await SignedAsync();
        var report = await Record(session).VerifyAsync(default);
        Assert.True(report.Sound);
        Assert.Equal((4L, 4L, "ML-DSA-65", 1952), (report.Size, report.SignedSize, report.Algorithm, report.PublicKey?.Length));
        Assert.Equal(4, report.KeyVersions[1]);
        var info = await Record(session).DescribeAsync();
        Assert.Equal(report.Root, info.Root);
        var page = await Silo.Grains.GetGrain<IContextDirectoryGrain>("default").ListAsync(null, 100);
        Assert.Contains(page.Items, i => i.Id == session.GetPrimaryKeyString() && i.SignedSize == 4);
    }

    [Fact]
    public async Task A_proof_verifies_offline_and_no_changed_one_does()
    {
        var session = await SignedAsync();
        var file = await Record(session).ProveAsync(2);
        var key = (await Record(session).VerifyAsync(default)).PublicKey!;
        var result = ContextProof.Verify(file, key);
        Assert.True(result.Valid, result.Reason);
        Assert.Equal(2, result.Seq);
        Assert.Contains("tools/call", Encoding.UTF8.GetString(result.Request));
        var other = key.ToArray();
        other[5] ^= 1;
        Assert.False(ContextProof.Verify(file, other).Valid);
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var changed = file.ToArray();
            var at = random.Next(changed.Length);
            changed[at] = (byte)(changed[at] is >= (byte)'0' and < (byte)'9' or >= (byte)'A' and < (byte)'Z' or >= (byte)'a' and < (byte)'z' ? changed[at] + 1 : changed[at] ^ 1);
            var verified = ContextProof.Verify(changed, key);
            // The key version is for people; the key itself counts. White space means nothing, nor do the bits that the end of Base64 leaves over.
            if (verified.Valid)
                Assert.True(IsWithoutMeaning(file, at), $"byte {at} of {Encoding.UTF8.GetString(file)}");
        }
        Assert.Equal("DUNES-CTX-033", (await Assert.ThrowsAsync<DunesException>(() => Record(session).ProveAsync(4))).Code);
    }

    [Fact]
    public async Task An_export_is_a_signed_document()
    {
        var session = await SignedAsync();
        var document = MamlDocument.Parse(await Record(session).ExportAsync(1, 3));
        var verification = MamlSignature.Verify(document, null);
        Assert.True(verification.Valid, verification.Reason);
        Assert.Equal("context-export", (string?)document.FrontMatter["type"]);
        Assert.Equal(2, document.Body.Split("## Entry").Length - 1);
        Assert.Equal("DUNES-CTX-032", (await Assert.ThrowsAsync<DunesException>(() => Record(session).ExportAsync(1, 9))).Code);
    }

    [Fact]
    public async Task What_a_crash_left_unsigned_is_signed_at_the_next_start_unless_it_was_altered()
    {
        var (good, bad) = (await SignedAsync(), await SignedAsync());
        foreach (var session in new[] { good, bad })
        {
            await Silo.ExecuteAsync($"DELETE FROM head_batches WHERE id = (SELECT batch_id FROM context_heads WHERE context_id = '{session.GetPrimaryKeyString()}')");
            await Silo.ExecuteAsync($"DELETE FROM context_heads WHERE context_id = '{session.GetPrimaryKeyString()}'");
        }
        await Silo.FlipAsync("session_entries", "sealed", $"context_id = '{bad.GetPrimaryKeyString()}' AND seq = 3");
        await using var next = await SessionSilo.StartAsync(fixture.Folder, fixture.UpstreamUrl);
        await SessionGrainTests.EventuallyAsync(() => HasHeadAsync(good));
        await SessionGrainTests.EventuallyAsync(() => Task.FromResult(next.Events.Of(SecurityEventType.TamperDetected).Any(e => e.ContextId == bad.GetPrimaryKeyString())));
        await Task.Delay(1500);
        Assert.False(await HasHeadAsync(bad));
        Assert.True((await Record(good).VerifyAsync(default)).Sound);
        var twin = next.Grains.GetGrain<ISessionGrain>(bad.GetPrimaryKeyString());
        Assert.Equal(ErrorKind.Integrity, (await Assert.ThrowsAsync<DunesException>(() => twin.SendAsync(Alice, Call(9)))).Kind);
    }

    private static bool IsWithoutMeaning(byte[] file, int at)
    {
        var text = Encoding.UTF8.GetString(file);
        var version = text.IndexOf("\"keyVersion\"", StringComparison.Ordinal);
        return file[at] is (byte)' ' or (byte)'\n' || file[at + 1] == (byte)'=' || (at > version && at < version + 18);
    }

    private IContextRecordGrain Record(ISessionGrain session) => Silo.Grains.GetGrain<IContextRecordGrain>(session.GetPrimaryKeyString());

    private async Task<bool> HasHeadAsync(ISessionGrain session) =>
        await Silo.ExecuteAsync($"SELECT count(*) FROM context_heads WHERE context_id = '{session.GetPrimaryKeyString()}'") > 0;

    /// <summary>A context of four signed entries, under one head.</summary>
    private async Task<ISessionGrain> SignedAsync()
    {
        while (true)
        {
            var session = await fixture.OpenAsync();
            await Task.WhenAll(Enumerable.Range(0, 4).Select(i => session.SendAsync(Alice, Call(i))));
            await SessionGrainTests.EventuallyAsync(async () => (await session.DescribeAsync(Alice)).SignedSize == 4);
            if (await Silo.ExecuteAsync($"SELECT count(*) FROM context_heads WHERE context_id = '{session.GetPrimaryKeyString()}'") == 1)
                return session;
        }
    }

    private async Task FindsAsync(ISessionGrain session, string codes)
    {
        var report = await Record(session).VerifyAsync(default);
        foreach (var code in codes.Split(','))
            Assert.True(report.Faults.Any(f => f.Code == code), $"{code} is not among {string.Join("; ", report.Faults.Select(f => f.Code + " " + f.Detail))}");
        Assert.Contains(Silo.Events.Of(SecurityEventType.TamperDetected), e => e.ResourceId == session.GetPrimaryKeyString());
    }
}

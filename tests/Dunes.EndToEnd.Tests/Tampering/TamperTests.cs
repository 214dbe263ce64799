using System.Text.Json;
using System.Text.Json.Nodes;
using Dunes.EndToEnd.Tests.Hosting;
using Dunes.EndToEnd.Tests.Records;
using Microsoft.Data.Sqlite;

namespace Dunes.EndToEnd.Tests.Tampering;

/// <summary>Whatever is changed in the database is found, named, and never shown as good.</summary>
public sealed class TamperTests(RecordedDatabase recorded, ITestOutputHelper output) : IClassFixture<RecordedDatabase>
{
    private const int RandomFlips = 120;

    [Fact]
    public async Task Every_damaged_context_is_named_after_a_restart_and_no_other()
    {
        recorded.Restore();
        var damages = Damage.Flips.Concat(Damage.Rows).Select((damage, i) => (Damage: damage, Context: recorded.Ids[i])).ToList();
        var sound = recorded.Ids.Skip(damages.Count).ToList();
        Assert.True(sound.Count > 3);
        using (var db = recorded.Open())
        {
            foreach (var (damage, context) in damages)
                damage.Apply(db, context, sound[0]);
        }

        await recorded.Server.StartAgainAsync();
        try
        {
            var (codes, across) = await VerifyAllAsync();
            foreach (var (damage, context) in damages)
                output.WriteLine($"{damage}: {string.Join(' ', codes[context].Distinct())}");
            output.WriteLine($"across contexts: {string.Join(' ', across.Distinct())}");
            Assert.All(damages, damaged => AssertNamed(damaged.Damage, [.. codes[damaged.Context]]));
            Assert.All(sound, context => Assert.Empty(codes[context]));

            using var auditor = await Auditor.OfAsync(recorded.Server);
            await Assert.AllAsync(damages, damaged => AssertNothingGoodIsShownAsync(auditor, damaged.Damage, damaged.Context));
        }
        finally
        {
            recorded.Server.Kill();
        }
    }

    [Fact]
    public async Task What_is_missing_at_the_end_is_noticed()
    {
        foreach (var damage in Damage.Truncations)
        {
            recorded.Restore();
            using (var db = recorded.Open())
                damage.Apply(db, recorded.Ids[7], recorded.Ids[8]);
            await recorded.Server.StartAgainAsync();
            try
            {
                var (_, across) = await VerifyAllAsync();
                output.WriteLine($"{damage}: {string.Join(' ', across.Distinct())}");
                AssertNamed(damage, across);
            }
            finally
            {
                recorded.Server.Kill();
            }
        }
    }

    [Fact]
    public async Task A_byte_changed_anywhere_under_a_running_server_is_noticed()
    {
        recorded.Restore();
        await recorded.Server.StartAgainAsync();
        try
        {
            using var auditor = await Auditor.OfAsync(recorded.Server);
            using var db = recorded.Open();
            for (var i = 0; i < RandomFlips; i++)
            {
                var damage = Damage.Flips[i % Damage.Flips.Count];
                var context = recorded.Ids[Random.Shared.Next(recorded.Ids.Count)];
                damage.Apply(db, context, context);
                AssertNamed(damage, await FaultsAsync(auditor, context));
                recorded.RestoreRecords(db);
            }

            Assert.Empty((await auditor.VerifyAsync(recorded.Ids[0])).Faults);
        }
        finally
        {
            recorded.Server.Kill();
        }
    }

    [Fact]
    public async Task A_context_that_was_moved_to_another_tenant_is_named_in_both_and_never_shown()
    {
        recorded.Restore();
        var context = recorded.Ids[5];
        using (var db = recorded.Open())
            Damage.Run(db, "UPDATE contexts SET tenant = 'elsewhere' WHERE context_id = $context", context);
        await recorded.Server.StartAgainAsync();
        try
        {
            Assert.Contains("DUNES-CTX-113", (await recorded.Server.CliAsync("contexts", "verify", context)).Expect(20).Output);
            Assert.Contains(context, (await recorded.Server.CliAsync("contexts", "verify")).Expect(20).Output);
            var stranger = await recorded.Server.TokenAsync("admin", "--tenant", "elsewhere");
            var listed = (await recorded.Server.CliAsync("contexts", "list", "--json", "--token", stranger)).Expect(20).Output;
            Assert.Contains("DUNES-CTX-113", listed);
            Assert.Empty(JsonNode.Parse(listed)!["items"]!.AsArray());
        }
        finally
        {
            recorded.Server.Kill();
        }
    }

    [Theory]
    [InlineData("signature", "DUNES-CTX-111")]
    [InlineData("root", "DUNES-CTX-109")]
    [InlineData("signed_at", "DUNES-CTX-111")]
    [InlineData("size", "DUNES-CTX-111", "DUNES-CTX-109")]
    [InlineData("key_version", "DUNES-CTX-107", "DUNES-CTX-111")]
    [InlineData("algorithm", "DUNES-CTX-111")]
    [InlineData("id", "DUNES-CTX-110")]
    [InlineData(null, "DUNES-CTX-110")]
    public async Task A_damaged_batch_is_named_by_every_context_in_it(string? column, params string[] codes)
    {
        recorded.Restore();
        using (var db = recorded.Open())
        {
            var newest = "rowid = (SELECT max(rowid) FROM head_batches)";
            if (column is null)
                Damage.Run(db, $"DELETE FROM head_batches WHERE {newest}");
            else
                Bytes.Flip(db, "head_batches", column, newest);
        }

        await recorded.Server.StartAgainAsync();
        try
        {
            var (faults, _) = await VerifyAllAsync();
            Assert.Contains(recorded.Ids, context => faults[context].Any());
            Assert.All(recorded.Ids.SelectMany(context => faults[context]), code => Assert.Contains(code, codes));
        }
        finally
        {
            recorded.Server.Kill();
        }
    }

    [Fact]
    public async Task Keys_that_were_changed_or_swapped_open_and_sign_nothing()
    {
        (string Name, Action<SqliteConnection> Apply)[] cases =
        [
            ("a byte of the sealing key", db => Bytes.Flip(db, "OrleansStorage", "PayloadBinary", Key("default/context-sealing"))),
            ("a byte of the signing key", db => Bytes.Flip(db, "OrleansStorage", "PayloadBinary", Key("$system/context-heads"))),
            ("the sealing key deleted", db => Damage.Run(db, $"DELETE FROM OrleansStorage WHERE {Key("default/context-sealing")}")),
            ("the signing key deleted", db => Damage.Run(db, $"DELETE FROM OrleansStorage WHERE {Key("$system/context-heads")}")),
            ("the secret of the sealing key's version", db => Bytes.Flip(db, "key_versions", "wrapped", Version("context-sealing"))),
            ("the secret of the signing key's version", db => Bytes.Flip(db, "key_versions", "wrapped", Version("context-heads"))),
            ("the public key of the signing key's version", db => Bytes.Flip(db, "key_versions", "public_key", Version("context-heads"))),
            ("the signing key's version made a second earlier", db => Damage.Run(db, $"UPDATE key_versions SET created_at = created_at - 1000 WHERE {Version("context-heads")}")),
            ("the sealing key's version deleted", db => Damage.Run(db, $"DELETE FROM key_versions WHERE {Version("context-sealing")}")),
            ("one key's row in the place of another", db => Damage.Run(db, $"UPDATE OrleansStorage SET PayloadBinary = (SELECT PayloadBinary FROM OrleansStorage WHERE {Key("$system/documents")}) WHERE {Key("$system/context-heads")}")),
        ];
        foreach (var (name, apply) in cases)
        {
            recorded.Restore();
            using (var db = recorded.Open())
                apply(db);
            var refused = await StartOrRefuseAsync();
            if (refused is not null)
            {
                output.WriteLine($"{name}: {refused}");
                Assert.Contains("DUNES-", refused);
                continue;
            }

            try
            {
                var verified = await recorded.Server.CliAsync("contexts", "verify");
                output.WriteLine($"{name}: {verified.ExitCode} {(verified.Output + verified.Error).Split('\n')[0]}");
                Assert.Contains("DUNES-", verified.Output + verified.Error);
                Assert.DoesNotContain("\nSOUND", $"\n{verified.Output}");
                verified.Expect(20);
            }
            finally
            {
                recorded.Server.Kill();
            }
        }
    }

    [Theory]
    [InlineData("wrapped")]
    [InlineData("kek_id")]
    [InlineData("provider_id")]
    public async Task Under_a_root_key_that_was_changed_the_server_is_sealed(string column)
    {
        recorded.Restore();
        using (var db = recorded.Open())
            Bytes.Flip(db, "root_key_wraps", column, "true");

        Assert.Null(await StartOrRefuseAsync());
        try
        {
            Assert.Contains("SEALED (DUNES-ROOT-001)", recorded.Server.Output);
            var verified = await recorded.Server.CliAsync("contexts", "verify");
            Assert.NotEqual(0, verified.ExitCode);
            Assert.Contains("DUNES-ROOT-001", verified.Error);
        }
        finally
        {
            recorded.Server.Kill();
        }
    }

    private static string Version(string key) => $"key_id = (SELECT key_id FROM keys WHERE name = '{key}')";

    private static string Key(string name) => $"GrainIdExtensionString = '{name}'";

    private static void AssertNamed(Damage damage, IReadOnlyCollection<string> codes) =>
        Assert.True(codes.Intersect(damage.Codes).Any(), $"{damage}: expected one of {string.Join(' ', damage.Codes)}, found {(codes.Count == 0 ? "nothing" : string.Join(' ', codes.Distinct()))}");

    /// <summary>What the command line says of each context, and of what is between them.</summary>
    private async Task<(ILookup<string, string> Contexts, IReadOnlyList<string> Across)> VerifyAllAsync()
    {
        var result = (await recorded.Server.CliAsync("contexts", "verify", "--json")).Expect(20);
        var faults = JsonNode.Parse(result.Output)!["faults"]!.AsArray();
        return (
            faults.Where(fault => fault!["context"] is not null).ToLookup(fault => (string)fault!["context"]!, fault => (string)fault!["code"]!),
            [.. faults.Where(fault => fault!["context"] is null).Select(fault => (string)fault!["code"]!)]);
    }

    /// <summary>The codes that the list and the verification of one context answer with.</summary>
    private static async Task<IReadOnlyList<string>> FaultsAsync(Auditor auditor, string context)
    {
        using var response = await auditor.Http.PostAsync($"v1/contexts/{context}/verify", null);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return response.IsSuccessStatusCode ? [.. body["faults"]!.AsArray().Select(fault => (string)fault!["code"]!)] : [(string?)body["code"] ?? ""];
    }

    /// <summary>No proof and no signed document comes out of a damaged context, and no entry that is not what was recorded.</summary>
    private static async Task AssertNothingGoodIsShownAsync(Auditor auditor, Damage damage, string context)
    {
        using var export = await auditor.Http.GetAsync($"v1/contexts/{context}/export");
        if (!damage.LeavesNewestHeadSound)
        {
            Assert.False(export.IsSuccessStatusCode, $"{damage}: exported");
            Assert.StartsWith("DUNES-", (string?)JsonNode.Parse(await export.Content.ReadAsStringAsync())!["code"]);
        }

        using var entries = await auditor.Http.GetAsync($"v1/contexts/{context}/entries?limit=500");
        var body = await entries.Content.ReadAsStringAsync();
        if (!entries.IsSuccessStatusCode)
        {
            Assert.StartsWith("DUNES-", (string?)JsonNode.Parse(body)!["code"]);
            return;
        }

        using var shown = JsonDocument.Parse(body);
        Assert.All(
            shown.RootElement.EnumerateArray().Skip(2).Index(),
            entry => Assert.Contains($"head {entry.Index / 2} call {entry.Index % 2}", System.Text.Encoding.UTF8.GetString(entry.Item.GetProperty("request").GetBytesFromBase64())));
    }

    /// <summary>Starts the server; what it said on its way out when it does not start.</summary>
    private async Task<string?> StartOrRefuseAsync()
    {
        try
        {
            await recorded.Server.StartAgainAsync();
            return null;
        }
        catch (Xunit.Sdk.FailException e)
        {
            return e.Message.Split('\n').Last(line => line.StartsWith("dunes: ", StringComparison.Ordinal));
        }
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using Dunes.EndToEnd.Tests.Clients;
using Dunes.EndToEnd.Tests.Hosting;
using Dunes.EndToEnd.Tests.Records;
using Dunes.EndToEnd.Tests.Upstreams;
using Dunes.Testing;

namespace Dunes.EndToEnd.Tests;

/// <summary>The official clients, unmodified, find through the gateway what they find at the upstream itself; and all of it is on record.</summary>
public sealed class ClientsTests(BothUpstreams both) : IClassFixture<BothUpstreams>
{
    private static readonly string TypeScript = Path.Combine(Repository.Root, "tests", "Dunes.EndToEnd.Tests", "typescript");

    [Theory(Timeout = 300_000)]
    [InlineData("demo", CSharpClientDriver.Legacy)]
    [InlineData("demo", CSharpClientDriver.Modern)]
    [InlineData("http", CSharpClientDriver.Legacy)]
    [InlineData("http", CSharpClientDriver.Modern)]
    public async Task The_csharp_client_uses_every_feature(string upstream, string protocolVersion)
    {
        var subject = $"csharp-{upstream}-{protocolVersion}";
        var token = await both.Server.TokenAsync("agent", "--subject", subject);

        var summary = await CSharpClientDriver.RunAsync(
            new Uri(both.Server.Url, $"mcp/{upstream}"), token, protocolVersion, TestContext.Current.CancellationToken);

        Assert.Equal((6, 1, 1, 2), (summary.Tools, summary.Prompts, summary.Resources, summary.Elicitations));
        Assert.Equal(5, summary.Progress);
        await AssertRecordedAsync(subject, upstream, protocolVersion);
    }

    [Theory]
    [InlineData("demo", "legacy.mjs", CSharpClientDriver.Legacy)]
    [InlineData("demo", "modern.mjs", CSharpClientDriver.Modern)]
    [InlineData("http", "legacy.mjs", CSharpClientDriver.Legacy)]
    [InlineData("http", "modern.mjs", CSharpClientDriver.Modern)]
    public async Task The_typescript_client_uses_every_feature(string upstream, string program, string protocolVersion)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(TypeScript, "node_modules")), "The Node packages are not installed: eng/setup does it.");
        var subject = $"typescript-{upstream}-{protocolVersion}";
        var token = await both.Server.TokenAsync("agent", "--subject", subject);

        var summary = await RunNodeAsync(program, new Uri(both.Server.Url, $"mcp/{upstream}").AbsoluteUri, token);

        Assert.Equal(
            (protocolVersion, 6, 1, 1, 2),
            ((string)summary["protocol"]!, (int)summary["tools"]!, (int)summary["prompts"]!, (int)summary["resources"]!, (int)summary["elicitations"]!));
        Assert.True((int)summary["progress"]! >= 3, summary.ToJsonString());
        await AssertRecordedAsync(subject, upstream, protocolVersion);
    }

    private async Task AssertRecordedAsync(string subject, string upstream, string protocolVersion)
    {
        using var auditor = await Auditor.OfAsync(both.Server);
        var context = Assert.Single(await auditor.ContextsAsync(), context => context.OwnerSubject == subject);
        Assert.Equal(upstream, context.Upstream);
        Assert.Equal(protocolVersion == CSharpClientDriver.Legacy, context.ClosedAt is not null);

        var entries = await auditor.EntriesAsync(context.Id);
        Assert.Equal(Enumerable.Range(0, entries.Count).Select(seq => (long)seq), entries.Select(entry => entry.Seq));
        var calls = entries.Where(entry => entry.Kind == "exchange" && entry.Method() == "tools/call")
            .Select(entry => (string)JsonNode.Parse(entry.Request)!["params"]!["name"]!).Distinct();
        Assert.Superset(new HashSet<string>(["echo", "clock", "notes_add", "notes_list", "slow", "ask"]), calls.ToHashSet());
        if (protocolVersion == CSharpClientDriver.Legacy)
            Assert.Equal(2, entries.Count(entry => entry.Kind == "server_exchange" && entry.Method() == "elicitation/create"));
        await auditor.VerifySignedAsync(context.Id);
    }

    private static async Task<JsonNode> RunNodeAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(TypeScript, program), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"{program} did not end.\n{await output}\n{await error}");
        }

        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}.\n{await error}");
        return JsonNode.Parse(await output)!;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("Node is not installed.");
            throw;
        }
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using Dunes.Testing;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>The calls in <c>docs/keys-api.md</c>, in their order and exactly as they stand there.</summary>
public sealed class DocumentationTests(RunningServer running) : IClassFixture<RunningServer>, IDisposable
{
    private const int FewestCalls = 15;

    // Makes curl tell the status without a change of the command.
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("dunes-curl-");

    public void Dispose() => home.Delete(recursive: true);

    [Fact]
    public async Task The_calls_of_the_page_work_as_they_are_written()
    {
        if (!File.Exists("/usr/bin/curl") || !File.Exists("/bin/bash"))
            Assert.Skip("The page's calls need curl and bash.");
        await File.WriteAllTextAsync(Path.Combine(home.FullName, ".curlrc"), "write-out = \"\\n%{http_code}\"\n");
        var variables = new Dictionary<string, string>
        {
            ["CURL_HOME"] = home.FullName,
            ["DUNES"] = running.Server.Url.GetLeftPart(UriPartial.Authority),
            ["TOKEN"] = await running.Server.TokenAsync("admin"),
        };
        var calls = Calls(await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "keys-api.md")));
        Assert.InRange(calls.Count, FewestCalls, int.MaxValue);
        foreach (var call in calls)
        {
            var lines = (await RunAsync(call, variables)).Split('\n');
            Assert.True(lines[^1] is "200" or "201", $"{call}\n{string.Join('\n', lines)}");
            var answer = JsonNode.Parse(lines[0])!;

            // What the text between two calls names so.
            foreach (var field in (string[])["ciphertext", "signature"])
            {
                if ((string?)answer[field] is { } value)
                    variables[field.ToUpperInvariant()] = value;
            }

            if (call.Contains("/decrypt", StringComparison.Ordinal))
                Assert.Equal("card 4711"u8.ToArray(), answer.Bytes("plaintext"));
            if (call.Contains("/verify", StringComparison.Ordinal))
                Assert.True(answer.IsValid());
        }
    }

    /// <summary>Each begins with <c>curl</c> in a block of code and ends where the next begins, or the block ends.</summary>
    private static List<string> Calls(IEnumerable<string> page)
    {
        const string indent = "    ";
        var calls = new List<string>();
        var inside = false;
        foreach (var line in page)
        {
            if (line.StartsWith($"{indent}curl ", StringComparison.Ordinal))
                calls.Add(line[indent.Length..]);
            else if (inside && line.StartsWith(indent, StringComparison.Ordinal))
                calls[^1] += "\n" + line[indent.Length..];
            inside = line.StartsWith($"{indent}curl ", StringComparison.Ordinal) || (inside && line.StartsWith(indent, StringComparison.Ordinal));
        }

        return calls;
    }

    private static async Task<string> RunAsync(string command, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", command]) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}

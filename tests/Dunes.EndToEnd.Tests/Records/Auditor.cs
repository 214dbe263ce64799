using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dunes.Abstractions.Keys;
using Dunes.Abstractions.Sessions;
using Dunes.EndToEnd.Tests.Hosting;

namespace Dunes.EndToEnd.Tests.Records;

/// <summary>Looks at a server's records through its API, with a token of role <c>admin</c>.</summary>
public sealed class Auditor : IDisposable
{
    private const int Page = 500;
    private const string TailUnsigned = "DUNES-CTX-112";
    private static readonly TimeSpan SignedWithin = TimeSpan.FromMinutes(2);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private Auditor(HttpClient http) => Http = http;

    /// <summary>The client behind it.</summary>
    public HttpClient Http { get; }

    /// <summary>Gets a token.</summary>
    public static async Task<Auditor> OfAsync(DunesProcess server) => new(await server.HttpAsync("admin"));

    /// <summary>All contexts; fails on any that the list reports as faulty.</summary>
    public async Task<IReadOnlyList<ContextInfo>> ContextsAsync()
    {
        var all = new List<ContextInfo>();
        string? cursor = null;
        do
        {
            var page = await GetAsync<ContextPage>("v1/contexts?limit=100" + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}"));
            Assert.Empty(page.Faults);
            all.AddRange(page.Items);
            cursor = page.Cursor;
        }
        while (cursor is not null);
        return all;
    }

    /// <summary>Header and head.</summary>
    public Task<ContextInfo> DescribeAsync(string context) => GetAsync<ContextInfo>($"v1/contexts/{context}");

    /// <summary>Every entry.</summary>
    public async Task<IReadOnlyList<ContextEntry>> EntriesAsync(string context)
    {
        var entries = new List<ContextEntry>();
        while (true)
        {
            var page = await GetAsync<List<ContextEntry>>($"v1/contexts/{context}/entries?from={entries.Count}&limit={Page}");
            entries.AddRange(page);
            if (page.Count < Page)
                return entries;
        }
    }

    /// <summary>What verification says.</summary>
    public async Task<VerificationReport> VerifyAsync(string context)
    {
        using var response = await Http.PostAsync($"v1/contexts/{context}/verify", null);
        return await ReadAsync<VerificationReport>(response);
    }

    /// <summary>Waits until every entry of a context is covered by a signature, and returns the verification, which must be sound.</summary>
    public async Task<VerificationReport> VerifySignedAsync(string context)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            // On a busy machine, or after a restart, a head may be signed later than verification puts up with: that fault goes when the signature comes.
            var report = await VerifyAsync(context);
            Assert.DoesNotContain(report.Faults, fault => fault.Code != TailUnsigned);
            if (report.SignedSize == report.Size)
            {
                Assert.Empty(report.Faults);
                return report;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < SignedWithin, $"{context}: {report.SignedSize} of {report.Size} entries are signed.");
            await Task.Delay(250);
        }
    }

    /// <summary>A key of the tenant.</summary>
    public Task<KeyInfo> KeyAsync(string name) => GetAsync<KeyInfo>($"v1/keys/{name}");

    /// <summary>Adds a version to a key of the tenant.</summary>
    public async Task<KeyInfo> RotateAsync(string name, int expectedVersion)
    {
        using var response = await Http.PostAsJsonAsync($"v1/keys/{name}/rotate", new { expectedVersion });
        return await ReadAsync<KeyInfo>(response);
    }

    public void Dispose() => Http.Dispose();

    private async Task<T> GetAsync<T>(string path)
    {
        using var response = await Http.GetAsync(path);
        return await ReadAsync<T>(response);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage!.RequestUri!.PathAndQuery}: {(int)response.StatusCode} {text}");
        return JsonSerializer.Deserialize<T>(text, Json)!;
    }
}

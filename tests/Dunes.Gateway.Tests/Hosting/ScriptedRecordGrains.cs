using System.Text;
using Dunes.Abstractions.Mcp;
using Dunes.Abstractions.Sessions;
using Orleans.Concurrency;

namespace Dunes.Gateway.Tests.Hosting;

/// <summary>Records whose tenant is the first letters of their id.</summary>
[StatelessWorker]
public sealed class ScriptedContextRecordGrain : Grain, IContextRecordGrain
{
    public static string IdOf(string tenant) => tenant.PadRight(43, '_');

    private string Id => this.GetPrimaryKeyString();

    public Task<ContextInfo> DescribeAsync() => Task.FromResult(new ContextInfo(
        Id, Id.TrimEnd('_'), "i", "s", "demo", ProtocolEra.Modern, null, "c/1", DateTimeOffset.UnixEpoch, null, null, 3, [1, 2, 3], 2));

    public Task<IReadOnlyList<ContextEntry>> ReadEntriesAsync(long from, int limit) => Task.FromResult<IReadOnlyList<ContextEntry>>(
        [new(from, DateTimeOffset.UnixEpoch, "exchange", "{}"u8.ToArray(), [], limit, [])]);

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken) => Task.FromResult(Report(Id));

    public Task<byte[]> ProveAsync(long seq) => Task.FromResult(Encoding.UTF8.GetBytes($$"""{"seq":{{seq}}}"""));

    public Task<byte[]> ExportAsync(long from, long? to) => Task.FromResult(Encoding.UTF8.GetBytes($"---\nfrom: {from}\nto: {to}\n---\n"));

    internal static VerificationReport Report(string? context) => new(
        context, 3, [1], 2, "ML-DSA-65", [4], DateTimeOffset.UnixEpoch, new Dictionary<int, long> { [1] = 3 },
        [new VerificationFault("DUNES-CTX-103", context, 1, "d")]);
}

[StatelessWorker]
public sealed class ScriptedDirectoryGrain : Grain, IContextDirectoryGrain
{
    public Task<ContextPage> ListAsync(string? cursor, int limit) =>
        Task.FromResult(new ContextPage([], [], $"{this.GetPrimaryKeyString()} {cursor} {limit}"));

    public Task<VerificationReport> VerifyAcrossAsync(CancellationToken cancellationToken) => Task.FromResult(ScriptedContextRecordGrain.Report(null));
}

using System.Text.Json;
using Dunes.Abstractions.Sessions;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Contexts;

/// <summary>The outcome of verifying all contexts of a tenant.</summary>
/// <param name="Contexts">Contexts verified.</param>
/// <param name="Entries">Entries found in them.</param>
/// <param name="SignedEntries">Entries under a valid signature.</param>
/// <param name="Shredded">Entries whose contents are gone because their key was destroyed.</param>
/// <param name="Faults">Everything that is wrong, in any of them or across them.</param>
internal sealed record VerificationRun(int Contexts, long Entries, long SignedEntries, long Shredded, IReadOnlyList<VerificationFault> Faults)
{
    private const int Parallelism = 4;

    /// <summary>No fault was found.</summary>
    public bool Sound => Faults.Count == 0;

    /// <summary>
    /// Verifies every context, then what only shows across them. A context that the server cannot read any more is a fault;
    /// a server that cannot be reached or does not allow it ends the run, which then says nothing.
    /// </summary>
    public static async Task<VerificationRun> RunAsync(ServerClient client, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var listed = await ContextList.ReadAllAsync(client, cancellationToken);
        var reports = new VerificationReport[listed.Items.Count];
        var done = 0;
        await Parallel.ForAsync(0, reports.Length, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken }, async (i, token) =>
        {
            reports[i] = await VerifyAsync(client, $"{ContextsCommand.Path(listed.Items[i].Id)}/verify", listed.Items[i].Id, token);
            progress.Report((double)Interlocked.Increment(ref done) / (reports.Length + 1));
        });
        var across = await VerifyAsync(client, "v1/contexts/verify", null, cancellationToken);
        return new(
            reports.Length,
            reports.Sum(report => report.Size),
            reports.Sum(report => report.SignedSize),
            reports.Sum(report => report.Shredded),
            [.. listed.Faults.Concat(reports.SelectMany(report => report.Faults)).Concat(across.Faults).Distinct()]);
    }

    private static async Task<VerificationReport> VerifyAsync(ServerClient client, string path, string? context, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.PostAsync(path, null, cancellationToken)).Deserialize<VerificationReport>(ServerClient.Json)!;
        }
        catch (ServerAnswerException e) when (e.IsAboutData)
        {
            return new(context, 0, [], 0, null, null, null, new Dictionary<int, long>(), [new(e.Code!, context, null, e.Message)]);
        }
    }
}

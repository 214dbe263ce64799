using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Dunes.Cryptography.Tests.Fuzz;

/// <summary>
/// Feeds mutations to a test until its time is over: <c>DUNES_FUZZ_SECONDS</c> for each test, default 2 (20 s for all), and never fewer than 300. Every failure names the seed with which
/// <c>DUNES_FUZZ_SEED</c> repeats it.
/// </summary>
internal static class FuzzRun
{
    // On a machine that is held up time says nothing about how much was tried.
    private const int LeastInputs = 300;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(Setting("DUNES_FUZZ_SECONDS") ?? 2);

    /// <summary>Runs; gives how many inputs there were.</summary>
    public static int Of(Action<Mutator> input)
    {
        var seed = Setting("DUNES_FUZZ_SEED") ?? RandomNumberGenerator.GetInt32(int.MaxValue);
        var mutator = new Mutator(new Random(seed));
        var clock = Stopwatch.StartNew();
        var count = 0;
        while (clock.Elapsed < Duration || count < LeastInputs)
        {
            try
            {
                input(mutator);
                count++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Input {count} of DUNES_FUZZ_SEED={seed}: {e.GetType().Name}: {e.Message}", e);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{count} inputs, seed {seed}");
        return count;
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}

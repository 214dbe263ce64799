using System.Diagnostics;
using System.Security.Cryptography;
using Dunes.Cryptography.Signatures;

namespace Dunes.Benchmarks.Keys;

/// <summary>What the primitive alone can do on all cores of this machine: the measure of the service around it.</summary>
internal static class PrimitiveRate
{
    /// <summary>Verifications of ML-DSA-65 per second, a thread a core.</summary>
    public static double Verify(TimeSpan warmUp, TimeSpan duration)
    {
        var scheme = SignatureScheme.Find("ML-DSA-65")!;
        using var key = scheme.Import(RandomNumberGenerator.GetBytes(scheme.SecretSize));
        var message = RandomNumberGenerator.GetBytes(1024);
        var context = SigningContext.For("general", []);
        var signature = key.Sign(message, context);
        var publicKey = key.PublicKey.ToArray();
        Run(warmUp);
        return Run(duration);

        double Run(TimeSpan time)
        {
            var done = new long[Environment.ProcessorCount];
            var start = Stopwatch.GetTimestamp();
            var threads = Enumerable.Range(0, done.Length).Select(core => new Thread(() =>
            {
                while (Stopwatch.GetElapsedTime(start) < time)
                {
                    if (!scheme.Verify(publicKey, message, signature, context))
                        throw new InvalidOperationException("A good signature does not verify.");
                    done[core]++;
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            return done.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}

using System.Globalization;
using System.Text;

namespace Dunes.Maml.Tests;

/// <summary>
/// Throws mutated documents at the parser, the schemas and the verification. It runs for DUNES_FUZZ_SECONDS (5 unless set); the seed is printed with a
/// failure, and DUNES_FUZZ_SEED repeats it.
/// </summary>
public sealed class MamlFuzzTests
{
    // On a machine that is held up time says nothing about how much was tried.
    private const int LeastInputs = 1000;

    private static readonly string[] Corpus =
    [
        "---\nmaml_version: 1.0\ndata_id: \"a-1\"\ntype: report\npermissions:\n  read: [auditor, \"*\"]\nnote: |\n  two\n  lines\n---\n# Title\n\n---\nmore\n",
        "---\n{b: [1.50, {c: yes, d: []}], \"a\": 'it''s', e: {}, f: word word, \"\\ud83d\\ude00\": -2.5e3}\n---\nbody",
        "---\ntype: schema\nid: s\nschema_version: 1\nfields:\n  - {name: a, type: array, min: 1, items: {type: integer, enum: [1, 2]}}\n  - name: t\n    type: timestamp\n    required: true\n    max: \"2026-01-02T03:04:05Z\"\n---\n",
        "---\nschema: s@1\na: [1, 2, 3]\nt: \"2026-01-02T03:04:05Z\"\nsigned_at: \"2026-01-02T03:04:05Z\"\nkey_id: a/b\nsignature_algorithm: ML-DSA-44\npublic_key: AAAA\nsignature: AAAA\n---\nx",
        "---\r\n? long\r\n: - - - deep\r\n  - >-\r\n    folded\r\n    text\r\n---\r\n",
        "---\n---\n",
    ];

    private static readonly string[] Tokens =
    [
        "---", "\n---\n", "\n", "\r\n", "\t", "  ", ": ", "- ", "? ", "|", ">", "|2-\n", "'", "\"", "\\", "\\u", "\\ud800", "\\U0010ffff", "[", "]", "{", "}", ",", "#", " #", "&a", "*a", "!!str", "%YAML 1.2",
        "...", "null", "~", "true", "0x1F", "1e999", "1e-400", "9007199254740993", "-0", ".nan", "<<", "\u0085", "\u2028", "\ufeff", "\0", "😀", "type: schema", "schema: s@1", "fields", "signature",
    ];

    [Fact]
    public async Task No_bytes_crash_or_hang_and_what_is_accepted_is_stable()
    {
        var seconds = Setting("DUNES_FUZZ_SECONDS") ?? 5;
        var seed = Setting("DUNES_FUZZ_SEED") ?? Environment.TickCount;
        byte[] current = [];
        var run = Task.Factory.StartNew(
            () =>
            {
                var random = new Random(seed);
                var started = TimeProvider.System.GetTimestamp();
                var (accepted, inputs) = (0, 0);
                do
                {
                    inputs++;
                    current = Mutate(random);
                    accepted += Check(current) ? 1 : 0;
                }
                while (inputs < LeastInputs || TimeProvider.System.GetElapsedTime(started).TotalSeconds < seconds);
                return accepted;
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        try
        {
            // A single input that takes minutes is a hang.
            var accepted = await run.WaitAsync(TimeSpan.FromSeconds(seconds + 120), TestContext.Current.CancellationToken);
            Assert.True(accepted > 0, "No input was accepted: the fuzzer tests nothing.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"Seed {seed}, input (base64): {Convert.ToBase64String(current)}", e);
        }
    }

    private static bool Check(byte[] bytes)
    {
        MamlDocument read;
        try
        {
            read = MamlDocument.Parse(bytes);
        }
        catch (MamlException e)
        {
            Assert.Matches("^DUNES-MAML-0(0[1-9]|1[01])$", e.Code);
            return false;
        }

        var written = read.ToBytes();
        var again = MamlDocument.Parse(written);
        Documents.AssertEqual(read, again);
        Assert.Equal(written, again.ToBytes());
        Assert.False(MamlSignature.Verify(read, null).Valid);
        var schemas = new MamlSchemas();
        if (MamlSchema.IsSchema(read))
            Assert.Equal(schemas.Add(read).Count == 0, schemas.Validate(read).Count == 0);
        schemas = new MamlSchemas();
        Assert.Empty(schemas.Add(Documents.Parse(Corpus[2])));
        Assert.All(schemas.Validate(read), fault => Assert.InRange(fault.Line, 0, bytes.Length + 1));
        return true;
    }

    private static byte[] Mutate(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(Corpus[random.Next(Corpus.Length)]).ToList();
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count + 1);
            var length = Math.Min(random.Next(1, 20), bytes.Count - at);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}

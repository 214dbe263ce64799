using System.Globalization;

namespace Dunes.EndToEnd.Tests.Keys;

/// <summary>
/// The only one who uses and changes a key, so that every answer says exactly what must hold. Works until the server is gone; then at most one change is open:
/// it was sent, and nobody knows whether it was done.
/// </summary>
internal sealed class KeyOwner(string name, int seed)
{
    private static readonly byte[] Plaintext = "secret"u8.ToArray();

    private readonly Random random = new(seed);
    private readonly Dictionary<int, int> sealedBy = [];
    private readonly List<(int Version, string Message)> messages = [];
    private KeyModel? known;
    private KeyModel? open;

    /// <summary>Changes that were acknowledged.</summary>
    public int Acknowledged { get; private set; }

    private string Path => $"v1/keys/{name}";

    /// <summary>Changes and uses the key until the server does not answer any more.</summary>
    public async Task WorkUntilKilledAsync(KeysClient client)
    {
        try
        {
            while (true)
                await StepAsync(client);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
        }
    }

    /// <summary>What was acknowledged holds, an open change was done whole or not at all, and everything that was sealed opens unless that was forbidden.</summary>
    public async Task CompareAsync(KeysClient client)
    {
        if (known is null)
        {
            var (status, _) = await client.SendAsync(HttpMethod.Get, Path, null);
            Assert.True(status is 200 or 404);
            if (status == 404)
                return;
            known = KeyModel.New;
        }

        var versions = await client.GetAsync($"{Path}/versions?limit=1000");
        var found = KeyModel.Of(await client.GetAsync(Path), versions);
        Assert.True(
            found.ToString() == known.ToString() || found.ToString() == open?.ToString(),
            $"{name}\nfound        {found}\nacknowledged {known}\nopen         {open}");
        foreach (var version in versions["versions"]!.AsArray())
            Assert.True((long)version!["operations"]! >= sealedBy.GetValueOrDefault(version.Number("version")), $"{name}: {version.ToJsonString()} has sealed more: {sealedBy.GetValueOrDefault(version.Number("version"))}");
        (known, open) = (found, null);

        foreach (var (version, message) in messages)
        {
            var (status, answer) = await client.SendAsync(HttpMethod.Post, $"{Path}/decrypt", new { ciphertext = message });
            Assert.True(status == (found.Opens(version) ? 200 : status) && (found.Opens(version) || status is 409 or 410), $"{name} version {version}: {status} {answer.ToJsonString()}; {found}");
        }

        var (sealing, _) = await client.SendAsync(HttpMethod.Post, $"{Path}/encrypt", new { plaintext = Plaintext });
        Assert.Equal(found.Seals, sealing == 200);
    }

    private async Task StepAsync(KeysClient client)
    {
        if (known is null)
        {
            await client.CreateAsync(name, "DC2K-1");
            known = KeyModel.New;
            Acknowledged++;
        }

        if (known.Seals)
        {
            var count = random.Next(1, 8);
            var results = (await client.PostAsync($"{Path}/encrypt", new { items = Enumerable.Repeat(new { plaintext = Plaintext }, count) })).Results();
            Assert.All(results, result => Assert.Equal(known.Current, result.Number("version")));
            sealedBy[known.Current] = sealedBy.GetValueOrDefault(known.Current) + count;
            messages.Add((known.Current, results[0].Text("ciphertext")));
        }

        var change = known.RandomChange(random);
        open = change.After;
        var (status, answer) = await client.SendAsync(change.Method, Path + change.Path, change.Body);
        Assert.True(status == 200, string.Create(CultureInfo.InvariantCulture, $"{change.Method} {Path}{change.Path}: {status} {answer.ToJsonString()}; {known}"));
        (known, open) = (change.After, null);
        Acknowledged++;
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using Dunes.Abstractions.Identity;

namespace Dunes.Grains.Identity;

/// <summary>Makes the issuer's first key on first use. Of two activations that do so at once storage lets one win; the other is told and re-reads.</summary>
internal sealed class IssuerGrain(
    [PersistentState("issuer", "dunes")] IPersistentState<IssuerState> state,
    TimeProvider time) : Grain, IIssuerGrain
{
    private Task? firstKey;

    public async Task<IReadOnlyList<IssuerKey>> GetKeysAsync()
    {
        // Calls interleave: all wait for the one write, and none sees a key before it is durable.
        if (state.State.Keys.Count == 0 || firstKey is not null)
            await (firstKey ??= MakeFirstKeyAsync());
        return [.. state.State.Keys];
    }

    private async Task MakeFirstKeyAsync()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        state.State.Keys.Add(new IssuerKey(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)), time.GetUtcNow(), ecdsa.ExportPkcs8PrivateKey()));
        try
        {
            await state.WriteStateAsync();
            firstKey = null;
        }
        catch
        {
            // What the row says now is unknown: the next activation reads it.
            DeactivateOnIdle();
            throw;
        }
    }
}

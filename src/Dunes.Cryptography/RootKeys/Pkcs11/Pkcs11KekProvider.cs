using System.Security.Cryptography;
using System.Text;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Dunes.Cryptography.RootKeys.Pkcs11;

/// <summary>
/// A KEK in a hardware security module or smart card, by PKCS#11: an AES-256 key that never leaves the token, used with CKM_AES_GCM.
/// The token may go away and come back, and be put right, without a restart of the process.
/// </summary>
/// <remarks>
/// <para>A wrapped key is IV (12 random bytes) ‖ ciphertext ‖ tag (16), with "dunes-cluster/pkcs11-kek/v1" ‖ 00 ‖ purpose (UTF-8) as
/// additional data. The KEK's id is its CKA_ID in hexadecimal, or "label:" and its label where it has none; it is for people, and
/// unwrapping does not depend on it.</para>
/// <para>The library runs inside this process: one that crashes takes the process with it.</para>
/// </remarks>
public sealed class Pkcs11KekProvider : IKekProvider, IDisposable
{
    private const int ConcurrentCalls = 16;

    private readonly Pkcs11KekOptions options;
    private readonly Pkcs11Module module;
    private readonly Pkcs11Pin pin;
    private readonly BlockingCalls calls;
    private readonly Lock gate = new();
    private Pkcs11Connection? connection;
    private long connectedTo;

    /// <summary>Touches neither library nor token: the first call does.</summary>
    /// <exception cref="ArgumentException">Not exactly one source of the PIN, or a time-out that is not positive.</exception>
    public Pkcs11KekProvider(Pkcs11KekOptions options, TimeProvider timeProvider)
    {
        if (string.IsNullOrEmpty(options.PinFile) == string.IsNullOrEmpty(options.PinVariable))
            throw new ArgumentException("A PKCS#11 KEK needs its PIN from either a file or an environment variable.", nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Timeout, TimeSpan.Zero, nameof(options));
        this.options = options;
        module = Pkcs11Module.At(options.Library);
        pin = new Pkcs11Pin(options);
        calls = new BlockingCalls(ConcurrentCalls, options.Timeout, timeProvider);
    }

    /// <inheritdoc/>
    public string Id => "pkcs11";

    /// <inheritdoc/>
    /// <exception cref="RootKeyException">DUNES-ROOT-033 to -038: see <see cref="Pkcs11KekErrors"/>; -002, -003, -005 for the PIN file.</exception>
    public async ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, string purpose, CancellationToken cancellationToken)
    {
        var aad = AdditionalData(purpose);
        return await RunAsync(Wrap, static _ => { }, cancellationToken);

        // The copy is made and wiped here, because a caller who has stopped waiting cannot know when the token has read it.
        WrappedKey Wrap()
        {
            var plaintext = GC.AllocateUninitializedArray<byte>(key.Length, pinned: true);
            try
            {
                key.Span.CopyTo(plaintext);
                return WithConnection(connected => new WrappedKey(Id, connected.KekId, connected.Encrypt(plaintext, aad)));
            }
            finally
            {
                CryptographicOperations.ZeroMemory(plaintext);
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RootKeyException">As for wrapping; DUNES-ROOT-006: another KEK, another purpose, or altered.</exception>
    public async ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, string purpose, CancellationToken cancellationToken)
    {
        var aad = AdditionalData(purpose);
        return await RunAsync(() => WithConnection(connected => Unwrap(connected, wrapped, aad, purpose)), static key => CryptographicOperations.ZeroMemory(key), cancellationToken);
    }

    /// <summary>Leaves the token. The library stays: it is the process's.</summary>
    public void Dispose()
    {
        // The module first, then the gate, as everywhere.
        module.IfStill(Volatile.Read(ref connectedTo), () =>
        {
            lock (gate)
            {
                connection?.Close();
                connection = null;
            }
        });
    }

    private static byte[] AdditionalData(string purpose) => Encoding.UTF8.GetBytes($"dunes-cluster/pkcs11-kek/v1\0{purpose}");

    private static byte[] Unwrap(Pkcs11Connection connected, WrappedKey wrapped, byte[] aad, string purpose)
    {
        var reason = "too short";
        if (Pkcs11Connection.IsCiphertextSize(wrapped.Bytes.Length))
        {
            try
            {
                return connected.Decrypt(wrapped.Bytes, aad);
            }
            catch (Pkcs11Exception e)
            {
                // Modules say this in many ways, some with CKR_GENERAL_ERROR.
                if (!connected.Works())
                    throw;
                reason = e.RV.ToString();
            }
        }

        throw new RootKeyException(
            RootKeyException.WrapMismatchCode,
            $"The token's KEK {connected.KekId} does not open the key, which was wrapped by KEK {wrapped.KekId} ({reason}): another KEK, another purpose than '{purpose}', or altered.");
    }

    private async Task<T> RunAsync<T>(Func<T> call, Action<T> discard, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.RunAsync(call, discard, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new RootKeyException(Pkcs11KekErrors.FailedCode, $"The token '{options.TokenLabel}' did not answer within {options.Timeout}.");
        }
    }

    // What fails is tried once more with the module initialised anew, which is how a token that came back is found.
    private T WithConnection<T>(Func<Pkcs11Connection, T> operation)
    {
        for (var again = false; ; again = true)
        {
            long seen = 0;
            try
            {
                return module.Use((library, initialisation) =>
                {
                    seen = initialisation;
                    return operation(Connect(library, initialisation));
                });
            }
            catch (Pkcs11Exception e) when (again)
            {
                throw new RootKeyException(Pkcs11KekErrors.FailedCode, $"The token '{options.TokenLabel}' failed: {e.Method} answered {e.RV}.");
            }
            catch (Exception e) when (!again && e is Pkcs11Exception or RootKeyException { Code: Pkcs11KekErrors.TokenCode or Pkcs11KekErrors.KeyMissingCode })
            {
                module.Restart(seen);
            }
        }
    }

    private Pkcs11Connection Connect(IPkcs11Library library, long initialisation)
    {
        lock (gate)
        {
            if (connection is not null && connectedTo == initialisation)
                return connection;
            connection = null;
            connection = Pkcs11Connection.Open(library, options, pin);
            connectedTo = initialisation;
            return connection;
        }
    }
}

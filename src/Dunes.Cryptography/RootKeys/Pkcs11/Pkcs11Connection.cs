using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Dunes.Cryptography.RootKeys.Pkcs11;

/// <summary>
/// A token that was logged in to, and the KEK on it. Safe for concurrent use: the main session only keeps the login, each operation has a session
/// of its own. A session that threads share kills the process.
/// </summary>
internal sealed class Pkcs11Connection
{
    private const int IvSize = 12;
    private const int TagSize = 16;

    private readonly ISlot slot;
    private readonly ISession main;
    private readonly IObjectHandle kek;

    private Pkcs11Connection(ISlot slot, ISession main, IObjectHandle kek, string kekId)
    {
        this.slot = slot;
        this.main = main;
        this.kek = kek;
        KekId = kekId;
    }

    /// <summary>CKA_ID in hexadecimal, or "label:" and the label for a key that has none.</summary>
    public string KekId { get; }

    /// <summary>Finds the token, logs in, finds the KEK and checks what it is.</summary>
    /// <exception cref="RootKeyException">DUNES-ROOT-034 to -037; -002, -003, -005 for the PIN file.</exception>
    /// <exception cref="Pkcs11Exception">The token failed.</exception>
    public static Pkcs11Connection Open(IPkcs11Library library, Pkcs11KekOptions options, Pkcs11Pin pin)
    {
        var (slot, serial) = FindToken(library, options.TokenLabel);
        var session = slot.OpenSession(SessionType.ReadOnly);
        try
        {
            pin.Use(serial, value => Login(session, value));
            var (kek, id) = Pkcs11Kek.Find(session, options.KeyLabel);
            return new Pkcs11Connection(slot, session, kek, id);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>AES-256-GCM: IV (12) ‖ ciphertext ‖ tag (16).</summary>
    public byte[] Encrypt(byte[] plaintext, byte[] aad)
    {
        var iv = RandomNumberGenerator.GetBytes(IvSize);
        return [.. iv, .. WithGcm(iv, aad, (session, gcm) => session.Encrypt(gcm, kek, plaintext))];
    }

    /// <summary>Opens what <see cref="Encrypt"/> gave.</summary>
    /// <remarks>The binding may leave a copy of the plaintext in a buffer that it had made too large; that one cannot be reached from here.</remarks>
    public byte[] Decrypt(byte[] ciphertext, byte[] aad) =>
        WithGcm(ciphertext[..IvSize], aad, (session, gcm) => session.Decrypt(gcm, kek, ciphertext[IvSize..]));

    /// <summary>Whether a size can be that of an output of <see cref="Encrypt"/>.</summary>
    public static bool IsCiphertextSize(int size) => size >= IvSize + TagSize;

    /// <summary>Whether the token still encrypts and decrypts: tells a ciphertext it refuses from a token that fails.</summary>
    public bool Works()
    {
        byte[] probe = new byte[32];
        var aad = "dunes-cluster/pkcs11-kek/probe"u8.ToArray();
        try
        {
            return Decrypt(Encrypt(probe, aad), aad).AsSpan().SequenceEqual(probe);
        }
        catch (Pkcs11Exception)
        {
            return false;
        }
    }

    /// <summary>Ends the main session. Others of this process may still be logged in, so there is no log-out.</summary>
    public void Close()
    {
        try
        {
            main.Dispose();
        }
        catch (Pkcs11Exception)
        {
            // The token is gone, and the session with it.
        }
    }

    private byte[] WithGcm(byte[] iv, byte[] aad, Func<ISession, IMechanism, byte[]> operation)
    {
        using var session = slot.OpenSession(SessionType.ReadOnly);
        using var parameters = session.Factories.MechanismParamsFactory.CreateCkGcmParams(iv, IvSize * 8, aad, TagSize * 8);
        using var gcm = session.Factories.MechanismFactory.Create(CKM.CKM_AES_GCM, parameters);
        return operation(session, gcm);
    }

    private static (ISlot Slot, string Serial) FindToken(IPkcs11Library library, string label)
    {
        var found = library.GetSlotList(SlotsType.WithTokenPresent)
            .Select(slot => (Slot: slot, Token: TokenInfo(slot)))
            .Where(candidate => string.Equals(candidate.Token?.Label, label, StringComparison.Ordinal))
            .ToList();
        return found switch
        {
            [var (slot, token)] => (slot, token!.SerialNumber),
            [] => throw new RootKeyException(Pkcs11KekErrors.TokenCode, $"There is no token with the label '{label}'."),
            _ => throw new RootKeyException(Pkcs11KekErrors.TokenCode, $"{found.Count} tokens have the label '{label}'; give each its own."),
        };
    }

    private static ITokenInfo? TokenInfo(ISlot slot)
    {
        try
        {
            return slot.GetTokenInfo();
        }
        catch (Pkcs11Exception)
        {
            // A token that fails must not hide the others.
            return null;
        }
    }

    private static string? Login(ISession session, byte[] pin)
    {
        try
        {
            session.Login(CKU.CKU_USER, pin);
            return null;
        }
        catch (Pkcs11Exception e) when (e.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
            // A login is the process's: another provider with the same token made it.
            return null;
        }
        catch (Pkcs11Exception e) when (e.RV is CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_INVALID or CKR.CKR_PIN_LEN_RANGE or CKR.CKR_PIN_EXPIRED or CKR.CKR_PIN_LOCKED)
        {
            return e.RV.ToString();
        }
    }
}

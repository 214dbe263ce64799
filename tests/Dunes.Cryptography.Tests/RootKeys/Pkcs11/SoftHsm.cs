using System.Runtime.InteropServices;
using Dunes.Cryptography.RootKeys.Pkcs11;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Dunes.Cryptography.Tests.RootKeys.Pkcs11;

/// <summary>SoftHSM 2 with its tokens in a temporary folder. Every test makes a token of its own.</summary>
public sealed partial class SoftHsm : IDisposable
{
    public const string Pin = "correct-horse";

    private const string SecurityOfficerPin = "battery-staple";

    private static readonly string[] Places =
    [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib64/pkcs11/libsofthsm2.so",
        "/usr/lib64/softhsm/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
    ];

    private readonly TemporaryFolder folder = new();

    public SoftHsm()
    {
        Library = Places.FirstOrDefault(File.Exists);
        if (Library is null)
            return;
        Directory.CreateDirectory(TokenFolder);
        var configuration = folder.File("softhsm2.conf");
        File.WriteAllText(configuration, $"directories.tokendir = {TokenFolder}\nobjectstore.backend = file\nlog.level = ERROR\n");

        // The library reads the environment of the process, which .NET keeps a copy of and never writes back to.
        Assert.Equal(0, SetEnvironmentVariable("SOFTHSM2_CONF", configuration, 1));
    }

    public string? Library { get; }

    /// <summary>Where SoftHSM keeps all tokens.</summary>
    public string TokenFolder => folder.File("tokens");

    public void Dispose() => folder.Dispose();

    /// <summary>Skips the test when SoftHSM is not here.</summary>
    public void SkipIfAbsent() => Assert.SkipWhen(Library is null, "SoftHSM 2 is not installed (package softhsm2).");

    /// <summary>Makes a token, and returns the folder in which SoftHSM keeps it.</summary>
    public string CreateToken(string label)
    {
        var before = Directory.GetDirectories(TokenFolder);
        Run((library, _) => FreeSlot(library).InitToken(SecurityOfficerPin, label));
        SetPin(label, Pin);
        return Directory.GetDirectories(TokenFolder).Except(before).Single();
    }

    /// <summary>Makes another token with a label that there is already; it has no PIN.</summary>
    public void CreateTwin(string label) => Run((library, _) => FreeSlot(library).InitToken(SecurityOfficerPin, label));

    /// <summary>What an administrator does when a PIN is lost.</summary>
    public void SetPin(string label, string pin) => Run((library, _) =>
    {
        using var session = Slot(library, label).OpenSession(SessionType.ReadWrite);
        session.Login(CKU.CKU_SO, SecurityOfficerPin);
        session.InitPin(pin);
    });

    /// <summary>Makes a key; the attributes given replace those of a good KEK.</summary>
    public void CreateKey(string tokenLabel, string keyLabel, byte[] id, params (CKA Type, object Value)[] changes) => Run((library, _) =>
    {
        var attributes = new Dictionary<CKA, object>
        {
            [CKA.CKA_TOKEN] = true,
            [CKA.CKA_PRIVATE] = true,
            [CKA.CKA_LABEL] = keyLabel,
            [CKA.CKA_ID] = id,
            [CKA.CKA_VALUE_LEN] = 32UL,
            [CKA.CKA_SENSITIVE] = true,
            [CKA.CKA_EXTRACTABLE] = false,
            [CKA.CKA_ENCRYPT] = true,
            [CKA.CKA_DECRYPT] = true,
        };
        foreach (var (type, value) in changes)
            attributes[type] = value;
        using var session = LogIn(library, tokenLabel);
        using var mechanism = session.Factories.MechanismFactory.Create(CKM.CKM_AES_KEY_GEN);
        session.GenerateKey(mechanism, attributes.Select(attribute => Attribute(session, attribute.Key, attribute.Value)).ToList());
    });

    /// <summary>Makes a key of another kind than AES.</summary>
    public void CreateGenericKey(string tokenLabel, string keyLabel) => Run((library, _) =>
    {
        using var session = LogIn(library, tokenLabel);
        using var mechanism = session.Factories.MechanismFactory.Create(CKM.CKM_GENERIC_SECRET_KEY_GEN);
        (CKA Type, object Value)[] attributes = [(CKA.CKA_TOKEN, true), (CKA.CKA_LABEL, keyLabel), (CKA.CKA_VALUE_LEN, 32UL), (CKA.CKA_SENSITIVE, true), (CKA.CKA_EXTRACTABLE, false)];
        session.GenerateKey(mechanism, attributes.Select(attribute => Attribute(session, attribute.Type, attribute.Value)).ToList());
    });

    /// <summary>Puts a known AES key on the token, without CKA_ID.</summary>
    public void ImportKey(string tokenLabel, string keyLabel, byte[] value) => Run((library, _) =>
    {
        using var session = LogIn(library, tokenLabel);
        (CKA Type, object Value)[] attributes =
        [
            (CKA.CKA_CLASS, (ulong)CKO.CKO_SECRET_KEY), (CKA.CKA_KEY_TYPE, (ulong)CKK.CKK_AES), (CKA.CKA_VALUE, value), (CKA.CKA_TOKEN, true), (CKA.CKA_PRIVATE, true),
            (CKA.CKA_LABEL, keyLabel), (CKA.CKA_SENSITIVE, true), (CKA.CKA_EXTRACTABLE, false), (CKA.CKA_ENCRYPT, true), (CKA.CKA_DECRYPT, true),
        ];
        session.CreateObject(attributes.Select(attribute => Attribute(session, attribute.Type, attribute.Value)).ToList());
    });

    public void DestroyKey(string tokenLabel, string keyLabel) => Run((library, _) =>
    {
        using var session = LogIn(library, tokenLabel);
        session.FindAllObjects([Attribute(session, CKA.CKA_LABEL, keyLabel)]).ForEach(session.DestroyObject);
    });

    private static ISession LogIn(IPkcs11Library library, string tokenLabel)
    {
        var session = Slot(library, tokenLabel).OpenSession(SessionType.ReadWrite);
        try
        {
            session.Login(CKU.CKU_USER, Pin);
        }
        catch (Pkcs11Exception e) when (e.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
        }

        return session;
    }

    private static ISlot Slot(IPkcs11Library library, string label) => library.GetSlotList(SlotsType.WithTokenPresent).First(slot => slot.GetTokenInfo().Label == label);

    private static ISlot FreeSlot(IPkcs11Library library) => library.GetSlotList(SlotsType.WithTokenPresent).Single(slot => !slot.GetTokenInfo().TokenFlags.TokenInitialized);

    private static IObjectAttribute Attribute(ISession session, CKA type, object value)
    {
        var factory = session.Factories.ObjectAttributeFactory;
        return value switch
        {
            bool flag => factory.Create(type, flag),
            ulong number => factory.Create(type, number),
            string text => factory.Create(type, text),
            byte[] bytes => factory.Create(type, bytes),
            _ => throw new ArgumentOutOfRangeException(nameof(value)),
        };
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);

    private void Run(Action<IPkcs11Library, long> action) => Pkcs11Module.At(Library!).Use((library, initialisation) =>
    {
        action(library, initialisation);
        return true;
    });
}

using System.Security.Cryptography;
using System.Text;
using Dunes.Cryptography.RootKeys;
using Dunes.Cryptography.RootKeys.Pkcs11;
using Net.Pkcs11Interop.Common;

namespace Dunes.Cryptography.Tests.RootKeys.Pkcs11;

[Collection(SoftHsmCollection.Name)]
public sealed class Pkcs11KekProviderTests : IDisposable
{
    private const string Purpose = "dunes-cluster/crk/v1";
    private const string KeyLabel = "kek";

    private readonly SoftHsm hsm;
    private readonly TemporaryFolder folder = new();
    private readonly string token = $"t{Guid.NewGuid():N}"[..20];
    private readonly string pinFile;
    private readonly List<Pkcs11KekProvider> providers = [];

    public Pkcs11KekProviderTests(SoftHsm hsm)
    {
        hsm.SkipIfAbsent();
        this.hsm = hsm;
        pinFile = folder.File("pin");
        WritePin(SoftHsm.Pin + "\n");
    }

    public void Dispose()
    {
        providers.ForEach(provider => provider.Dispose());
        folder.Dispose();
    }

    [Fact]
    public async Task Unwraps_what_it_wrapped_also_from_another_provider()
    {
        CreateTokenWithKey();
        var key = RandomNumberGenerator.GetBytes(256);
        var wrapped = await Provider().WrapAsync(key, Purpose, default);
        Assert.Equal("pkcs11", wrapped.ProviderId);
        Assert.Equal("0badcafe", wrapped.KekId);
        Assert.Equal(12 + 256 + 16, wrapped.Bytes.Length);
        Assert.Equal(key, await Provider().UnwrapAsync(wrapped, Purpose, default));
        Assert.NotEqual(wrapped.Bytes, (await Provider().WrapAsync(key, Purpose, default)).Bytes);
    }

    [Fact]
    public async Task The_KEK_is_AES_GCM_in_the_documented_format()
    {
        hsm.CreateToken(token);
        var kek = RandomNumberGenerator.GetBytes(32);
        hsm.ImportKey(token, KeyLabel, kek);
        var key = RandomNumberGenerator.GetBytes(256);
        var wrapped = await Provider().WrapAsync(key, Purpose, default);
        Assert.Equal("label:kek", wrapped.KekId);

        using var gcm = new AesGcm(kek, 16);
        var opened = new byte[256];
        gcm.Decrypt(wrapped.Bytes.AsSpan(0, 12), wrapped.Bytes.AsSpan(12, 256), wrapped.Bytes.AsSpan(268), opened, Encoding.UTF8.GetBytes("dunes-cluster/pkcs11-kek/v1\0" + Purpose));
        Assert.Equal(key, opened);
    }

    [Fact]
    public async Task Another_purpose_another_KEK_and_any_alteration_are_refused()
    {
        CreateTokenWithKey();
        hsm.CreateKey(token, "other", [1]);
        var provider = Provider();
        var key = RandomNumberGenerator.GetBytes(256);
        var wrapped = await provider.WrapAsync(key, Purpose, default);
        Assert.Equal("DUNES-ROOT-006", await KekErrors.CodeOf(provider.UnwrapAsync(wrapped, "dunes-cluster/crk/v2", default)));
        Assert.Equal("DUNES-ROOT-006", await KekErrors.CodeOf(Provider(keyLabel: "other").UnwrapAsync(wrapped, Purpose, default)));
        foreach (var size in new[] { 0, 1, 12, 27, 28, 283 })
            Assert.Equal("DUNES-ROOT-006", await KekErrors.CodeOf(provider.UnwrapAsync(wrapped with { Bytes = wrapped.Bytes[..size] }, Purpose, default)));
        for (var i = 0; i < wrapped.Bytes.Length; i++)
        {
            var bytes = wrapped.Bytes.ToArray();
            bytes[i] ^= 1;
            Assert.Equal("DUNES-ROOT-006", await KekErrors.CodeOf(provider.UnwrapAsync(wrapped with { Bytes = bytes }, Purpose, default)));
        }

        Assert.Equal(key, await provider.UnwrapAsync(wrapped, Purpose, default));
    }

    [Fact]
    public async Task Many_threads_use_one_provider()
    {
        CreateTokenWithKey();
        var provider = Provider();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                var key = RandomNumberGenerator.GetBytes(256);
                var purpose = $"{thread}/{i}";
                Assert.Equal(key, await provider.UnwrapAsync(await provider.WrapAsync(key, purpose, default), purpose, default));
            }
        })));
    }

    [Fact]
    public async Task A_token_that_went_away_and_came_back_is_used_again()
    {
        var place = CreateTokenWithKey();
        var provider = Provider();
        var key = RandomNumberGenerator.GetBytes(256);
        var wrapped = await provider.WrapAsync(key, Purpose, default);

        var away = folder.File("away");
        Directory.Move(place, away);
        Assert.Equal("DUNES-ROOT-034", await KekErrors.CodeOf(provider.UnwrapAsync(wrapped, Purpose, default)));
        Assert.Equal("DUNES-ROOT-034", await KekErrors.CodeOf(provider.WrapAsync(key, Purpose, default)));
        Directory.Move(away, place);
        Assert.Equal(key, await provider.UnwrapAsync(wrapped, Purpose, default));
    }

    [Fact]
    public async Task A_device_that_went_away_and_came_back_is_used_again_by_all_its_threads()
    {
        CreateTokenWithKey();
        var provider = Provider();
        var key = RandomNumberGenerator.GetBytes(256);
        var wrapped = await provider.WrapAsync(key, Purpose, default);

        // SoftHSM without its folder cannot even be initialised.
        var away = folder.File("away");
        Directory.Move(hsm.TokenFolder, away);
        try
        {
            Assert.Equal("DUNES-ROOT-033", await KekErrors.CodeOf(provider.UnwrapAsync(wrapped, Purpose, default)));
            Assert.Equal("DUNES-ROOT-033", await KekErrors.CodeOf(provider.UnwrapAsync(wrapped, Purpose, default)));
        }
        finally
        {
            Directory.Move(away, hsm.TokenFolder);
        }

        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await provider.UnwrapAsync(wrapped, Purpose, default))));
        Assert.All(opened, each => Assert.Equal(key, each));
    }

    [Fact]
    public async Task While_one_provider_looks_for_its_token_another_goes_on()
    {
        CreateTokenWithKey();
        var good = Provider();
        var lost = Provider(tokenLabel: "nowhere");
        var searching = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
                Assert.Equal("DUNES-ROOT-034", await KekErrors.CodeOf(lost.WrapAsync(new byte[32], Purpose, default)));
        });
        do
        {
            var key = RandomNumberGenerator.GetBytes(256);
            Assert.Equal(key, await good.UnwrapAsync(await good.WrapAsync(key, Purpose, default), Purpose, default));
        }
        while (!searching.IsCompleted);
        await searching;
    }

    [Fact]
    public async Task A_refused_PIN_is_not_tried_again_until_its_file_is_written()
    {
        CreateTokenWithKey();
        WritePin("wrong-pin");
        var provider = Provider();
        var error = await KekErrors.Of(provider.WrapAsync(new byte[32], Purpose, default));
        Assert.Equal("DUNES-ROOT-035", error.Code);
        Assert.Contains("CKR_PIN_INCORRECT", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-pin", error.ToString(), StringComparison.Ordinal);

        // Now the PIN would be right, and the provider does not find out because it does not try.
        hsm.SetPin(token, "wrong-pin");
        Assert.Contains("not tried again", (await KekErrors.Of(provider.WrapAsync(new byte[32], Purpose, default))).Message, StringComparison.Ordinal);
        File.SetLastWriteTimeUtc(pinFile, File.GetLastWriteTimeUtc(pinFile).AddSeconds(5));
        await provider.WrapAsync(new byte[32], Purpose, default);
    }

    [Fact]
    public async Task Another_PIN_in_the_file_is_tried_at_once()
    {
        CreateTokenWithKey();
        WritePin("wrong-pin");
        var provider = Provider();
        Assert.Equal("DUNES-ROOT-035", await KekErrors.CodeOf(provider.WrapAsync(new byte[32], Purpose, default)));
        WritePin(SoftHsm.Pin);
        await provider.WrapAsync(new byte[32], Purpose, default);
    }

    [Fact]
    public async Task The_PIN_may_come_from_an_environment_variable()
    {
        CreateTokenWithKey();
        var variable = $"DUNES_TEST_PIN_{Guid.NewGuid():N}";
        var provider = Provider(pinVariable: variable);
        Assert.Equal("DUNES-ROOT-035", await KekErrors.CodeOf(provider.WrapAsync(new byte[32], Purpose, default)));
        Environment.SetEnvironmentVariable(variable, SoftHsm.Pin);
        try
        {
            await provider.WrapAsync(new byte[32], Purpose, default);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public async Task A_PIN_file_that_is_missing_empty_too_long_or_open_to_others_is_refused()
    {
        CreateTokenWithKey();
        var provider = Provider();
        File.Delete(pinFile);
        Assert.Equal("DUNES-ROOT-002", await KekErrors.CodeOf(provider.WrapAsync(new byte[32], Purpose, default)));
        WritePin("\n");
        Assert.Equal("DUNES-ROOT-035", await KekErrors.CodeOf(provider.WrapAsync(new byte[32], Purpose, default)));
        WritePin(new string('1', 256));
        Assert.Equal("DUNES-ROOT-035", await KekErrors.CodeOf(provider.WrapAsync(new byte[32], Purpose, default)));
        WritePin(SoftHsm.Pin);
        SetMode(UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Equal("DUNES-ROOT-003", await KekErrors.CodeOf(provider.WrapAsync(new byte[32], Purpose, default)));
    }

    [Fact]
    public async Task A_missing_token_and_two_of_one_label_are_told_as_such()
    {
        Assert.Equal("DUNES-ROOT-034", await KekErrors.CodeOf(Provider().WrapAsync(new byte[32], Purpose, default)));
        CreateTokenWithKey();
        hsm.CreateTwin(token);
        var error = await KekErrors.Of(Provider().WrapAsync(new byte[32], Purpose, default));
        Assert.Equal("DUNES-ROOT-034", error.Code);
        Assert.Contains("2 tokens", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_key_and_two_of_one_label_are_told_as_such()
    {
        hsm.CreateToken(token);
        var provider = Provider();
        Assert.Equal("DUNES-ROOT-036", await KekErrors.CodeOf(provider.WrapAsync(new byte[32], Purpose, default)));
        hsm.CreateKey(token, KeyLabel, [1]);
        hsm.CreateKey(token, KeyLabel, [2]);
        Assert.Equal("DUNES-ROOT-036", await KekErrors.CodeOf(provider.WrapAsync(new byte[32], Purpose, default)));
    }

    [Fact]
    public async Task A_key_that_was_replaced_no_longer_opens_and_says_why()
    {
        CreateTokenWithKey();
        var provider = Provider();
        var wrapped = await provider.WrapAsync(new byte[32], Purpose, default);
        hsm.DestroyKey(token, KeyLabel);
        Assert.Equal("DUNES-ROOT-036", await KekErrors.CodeOf(provider.UnwrapAsync(wrapped, Purpose, default)));
        hsm.CreateKey(token, KeyLabel, [0xfe]);
        var error = await KekErrors.Of(provider.UnwrapAsync(wrapped, Purpose, default));
        Assert.Equal("DUNES-ROOT-006", error.Code);
        Assert.Contains("0badcafe", error.Message, StringComparison.Ordinal);
        Assert.Contains("KEK fe ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_no_KEK_is_refused()
    {
        hsm.CreateToken(token);
        hsm.CreateKey(token, "extractable", [1], (CKA.CKA_EXTRACTABLE, true));
        hsm.CreateKey(token, "short", [1], (CKA.CKA_VALUE_LEN, 16UL));
        hsm.CreateKey(token, "no-encrypt", [1], (CKA.CKA_ENCRYPT, false));
        hsm.CreateKey(token, "no-decrypt", [1], (CKA.CKA_DECRYPT, false));
        hsm.CreateGenericKey(token, "generic");
        foreach (var label in new[] { "extractable", "short", "no-encrypt", "no-decrypt", "generic" })
            Assert.Equal("DUNES-ROOT-037", await KekErrors.CodeOf(Provider(keyLabel: label).WrapAsync(new byte[32], Purpose, default)));
    }

    private string CreateTokenWithKey()
    {
        var place = hsm.CreateToken(token);
        hsm.CreateKey(token, KeyLabel, [0x0b, 0xad, 0xca, 0xfe]);
        return place;
    }

    private void WritePin(string content)
    {
        File.WriteAllText(pinFile, content);
        SetMode(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private void SetMode(UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(pinFile, mode);
    }

    private Pkcs11KekProvider Provider(string? tokenLabel = null, string keyLabel = KeyLabel, string? pinVariable = null)
    {
        var options = new Pkcs11KekOptions
        {
            Library = hsm.Library!,
            TokenLabel = tokenLabel ?? token,
            KeyLabel = keyLabel,
            PinFile = pinVariable is null ? pinFile : null,
            PinVariable = pinVariable,
            Timeout = TimeSpan.FromSeconds(120),
        };
        var provider = new Pkcs11KekProvider(options, TimeProvider.System);
        providers.Add(provider);
        return provider;
    }
}

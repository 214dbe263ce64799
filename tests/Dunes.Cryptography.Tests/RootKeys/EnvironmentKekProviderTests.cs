using System.Security.Cryptography;
using Dunes.Cryptography.RootKeys;
using Dunes.Cryptography.RootKeys.Environment;
using Dunes.Cryptography.Sealing;

namespace Dunes.Cryptography.Tests.RootKeys;

public sealed class EnvironmentKekProviderTests : IDisposable
{
    private const string Purpose = "test";

    private readonly string variable = $"DUNES_TEST_KEK_{Guid.NewGuid():N}";
    private readonly byte[] kek = RandomNumberGenerator.GetBytes(32);

    public void Dispose() => Environment.SetEnvironmentVariable(variable, null);

    [Fact]
    public async Task Unwraps_what_it_wrapped_in_the_documented_format()
    {
        Set(Convert.ToBase64String(kek));
        var key = RandomNumberGenerator.GetBytes(256);
        var wrapped = await Provider().WrapAsync(key, Purpose, default);
        Assert.Equal("environment", wrapped.ProviderId);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([.. "dunes-cluster/kek-id"u8, .. kek]).AsSpan(0, 8)), wrapped.KekId);
        Assert.Equal(key, await Provider().UnwrapAsync(wrapped, Purpose, default));

        var opened = new byte[256];
        Assert.True(Cobblestone256.TryOpen(kek, "dunes-cluster/environment-kek/v1\0test"u8, wrapped.Bytes, opened));
        Assert.Equal(key, opened);
    }

    [Fact]
    public async Task A_line_end_after_the_value_is_no_mistake()
    {
        Set(Convert.ToBase64String(kek));
        var wrapped = await Provider().WrapAsync(kek, Purpose, default);
        Set(Convert.ToBase64String(kek) + "\n");
        Assert.Equal(kek, await Provider().UnwrapAsync(wrapped, Purpose, default));
    }

    [Fact]
    public async Task Another_purpose_another_KEK_and_any_alteration_are_refused()
    {
        Set(Convert.ToBase64String(kek));
        var wrapped = await Provider().WrapAsync(new byte[32], Purpose, default);
        Assert.Equal("DUNES-ROOT-006", await KekErrors.CodeOf(Call(() => Provider().UnwrapAsync(wrapped, "other", default))));
        Assert.Equal("DUNES-ROOT-006", await KekErrors.CodeOf(Call(() => Provider().UnwrapAsync(wrapped with { Bytes = wrapped.Bytes[..^1] }, Purpose, default))));
        for (var i = 0; i < wrapped.Bytes.Length; i++)
        {
            var bytes = wrapped.Bytes.ToArray();
            bytes[i] ^= 0x80;
            Assert.Equal("DUNES-ROOT-006", await KekErrors.CodeOf(Call(() => Provider().UnwrapAsync(wrapped with { Bytes = bytes }, Purpose, default))));
        }

        Set(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        Assert.Equal("DUNES-ROOT-006", await KekErrors.CodeOf(Call(() => Provider().UnwrapAsync(wrapped, Purpose, default))));
    }

    [Theory]
    [InlineData(null, "DUNES-ROOT-030")]
    [InlineData("", "DUNES-ROOT-030")]
    [InlineData(" \n", "DUNES-ROOT-030")]
    [InlineData("swordfish-swordfish-swordfish-swordfish", "DUNES-ROOT-031")]
    [InlineData("c3dvcmRmaXNo=", "DUNES-ROOT-031")]
    [InlineData("c3dvcmRmaXNo", "DUNES-ROOT-032")]
    [InlineData("c3dvcmRmaXNoc3dvcmRmaXNoc3dvcmRmaXNoc3dvcmQ", "DUNES-ROOT-031")]
    public async Task A_value_that_is_no_KEK_is_refused_and_not_quoted(string? value, string code)
    {
        Set(value);
        var error = await KekErrors.Of(Call(() => Provider().WrapAsync(new byte[32], Purpose, default)));
        Assert.Equal(code, error.Code);
        Assert.Contains(variable, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("c3dvcm", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public async Task Exactly_32_bytes_are_a_KEK(int size)
    {
        Set(Convert.ToBase64String(new byte[size]));
        Assert.Equal("DUNES-ROOT-032", await KekErrors.CodeOf(Call(() => Provider().WrapAsync(new byte[32], Purpose, default))));
    }

    [Fact]
    public async Task A_huge_value_is_refused()
    {
        Set(Convert.ToBase64String(new byte[50_000]));
        Assert.Equal("DUNES-ROOT-031", await KekErrors.CodeOf(Call(() => Provider().WrapAsync(new byte[32], Purpose, default))));
    }

    // Errors come before the first await, so the call has to be made inside the assertion.
    private static async ValueTask<T> Call<T>(Func<ValueTask<T>> call) => await call();

    private void Set(string? value) => Environment.SetEnvironmentVariable(variable, value);

    private EnvironmentKekProvider Provider() => new(variable);
}

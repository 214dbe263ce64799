using Dunes.Cryptography.RootKeys;

namespace Dunes.Cryptography.Tests.RootKeys;

internal static class KekErrors
{
    public static async Task<RootKeyException> Of<T>(ValueTask<T> call) => await Assert.ThrowsAsync<RootKeyException>(async () => await call);

    public static async Task<string> CodeOf<T>(ValueTask<T> call) => (await Of(call)).Code;
}

using Dunes.Cryptography.Kem;
using Dunes.Cryptography.Signatures;
using Microsoft.Extensions.Logging;

namespace Dunes.Server.Hosting;

/// <summary>Tells at the start whose implementations of the post-quantum algorithms this process uses.</summary>
internal static partial class CryptographyProviders
{
    /// <summary>Writes one line.</summary>
    public static void Tell(ILoggerFactory logs) =>
        InUse(logs.CreateLogger(typeof(CryptographyProviders).FullName!), MlDsa.Provider.Name, MlKem.Provider.Name);
}

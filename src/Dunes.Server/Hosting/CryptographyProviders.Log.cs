using Microsoft.Extensions.Logging;

namespace Dunes.Server.Hosting;

internal static partial class CryptographyProviders
{
    [LoggerMessage(Level = LogLevel.Information, Message = "ML-DSA: {MlDsaProvider}; ML-KEM: {MlKemProvider}")]
    private static partial void InUse(ILogger logger, string mlDsaProvider, string mlKemProvider);
}

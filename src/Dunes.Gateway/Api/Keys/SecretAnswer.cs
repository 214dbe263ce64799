using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Dunes.Gateway.Api.Keys;

/// <summary>An answer whose secrets are wiped as soon as it is written.</summary>
/// <param name="value">The answer.</param>
/// <param name="secrets">Arrays that it holds and nobody else needs; null where there is none.</param>
internal sealed class SecretAnswer<T>(T value, IEnumerable<byte[]?> secrets) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            await ApiJson.Ok(value).ExecuteAsync(httpContext);
        }
        finally
        {
            foreach (var secret in secrets)
                CryptographicOperations.ZeroMemory(secret);
        }
    }
}

using System.Security.Cryptography;
using Dunes.Abstractions.Errors;
using Dunes.Gateway.Api.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dunes.Gateway.Api.Keys;

/// <summary><c>/v1/random</c>: bytes of the operating system's generator.</summary>
internal static class RandomApi
{
    private const int MostBytes = 65536;

    public static void Map(IEndpointRouteBuilder random) =>
        random.MapPost("/", (Delegate)FillAsync).WithName("random").WithSummary("Random bytes").Takes<RandomRequest>().Answers<RandomAnswer>();

    private static async Task<IResult> FillAsync(HttpContext http)
    {
        var request = await ApiBody.ReadAsync<RandomRequest>(http);
        if (request.Bytes is < 1 or > MostBytes)
            throw new DunesException("DUNES-KEY-065", ErrorKind.Invalid, $"'bytes' is 1 to {MostBytes}.");
        var bytes = RandomNumberGenerator.GetBytes(request.Bytes);
        return new SecretAnswer<RandomAnswer>(new(bytes), [bytes]);
    }
}

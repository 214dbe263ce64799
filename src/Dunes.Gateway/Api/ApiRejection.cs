using Microsoft.AspNetCore.Http;

namespace Dunes.Gateway.Api;

/// <summary>A request whose form the API itself refuses, before any grain sees it.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="code">Stable code.</param>
/// <param name="message">What is wrong, without values of the body.</param>
internal sealed class ApiRejection(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public static ApiRejection Body(string reason) => new(StatusCodes.Status400BadRequest, "DUNES-API-002", reason);

    public static ApiRejection ContentType() =>
        new(StatusCodes.Status415UnsupportedMediaType, "DUNES-API-003", "The body is JSON: Content-Type must be application/json.");

    public static ApiRejection TooLarge(long limit) =>
        new(StatusCodes.Status413PayloadTooLarge, "DUNES-API-004", $"The body is longer than {limit} bytes.");
}

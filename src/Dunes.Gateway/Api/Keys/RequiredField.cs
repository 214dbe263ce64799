using Dunes.Abstractions.Errors;

namespace Dunes.Gateway.Api.Keys;

/// <summary>Fields that an item needs.</summary>
internal static class RequiredField
{
    public static T Required<T>(this T? value, string field) where T : class =>
        value ?? throw new DunesException("DUNES-KEY-064", ErrorKind.Invalid, $"'{field}' is missing.");
}

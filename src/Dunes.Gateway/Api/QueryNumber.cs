using System.Globalization;
using Dunes.Abstractions.Errors;
using Microsoft.AspNetCore.Http;

namespace Dunes.Gateway.Api;

/// <summary>Reads numbers of a query, with a clear error.</summary>
internal static class QueryNumber
{
    /// <summary>The parameter, or null where it is absent. Throws <c>DUNES-API-001</c> outside of the limits.</summary>
    public static long? Read(HttpRequest request, string name, long least, long most)
    {
        if (request.Query[name] is not { Count: > 0 } values)
            return null;
        return long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new DunesException("DUNES-API-001", ErrorKind.Invalid, $"'{name}' is a whole number from {least} to {most}.");
    }
}

using System.Net.Sockets;
using Dunes.Abstractions.Errors;
using Dunes.Server.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Dunes.Server.Hosting;

/// <summary>Turns what went wrong at start into one line that says what to do.</summary>
internal static class StartErrors
{
    /// <summary>The error to end with for whatever the host threw.</summary>
    public static Exception Explain(Exception error)
    {
        foreach (var e in Chain(error))
        {
            switch (e)
            {
                case DunesErrorException or ConfigurationException:
                    return e;
                case DunesException { Code: var code } when code.StartsWith("DUNES-STORE-", StringComparison.Ordinal):
                    return new DunesErrorException(ExitCodes.Database, DunesErrors.Database, $"{e.Message} ({code}) Check Dunes:Storage.", error);
                case OptionsValidationException invalid:
                    return new ConfigurationException([.. invalid.Failures.Select(ConfigurationError.Parse)]);
                case AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }:
                    return new DunesErrorException(ExitCodes.PortTaken, DunesErrors.PortTaken, $"A port was taken while the server started: {e.Message}", error);
            }
        }

        return new DunesErrorException(ExitCodes.Other, DunesErrors.Start, $"The server cannot start: {error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}", error);
    }

    private static IEnumerable<Exception> Chain(Exception error)
    {
        var pending = new Queue<Exception>([error]);
        while (pending.TryDequeue(out var e))
        {
            yield return e;
            if (e is AggregateException many)
                many.InnerExceptions.ToList().ForEach(pending.Enqueue);
            else if (e.InnerException is { } inner)
                pending.Enqueue(inner);
        }
    }
}

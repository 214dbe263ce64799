using Microsoft.Extensions.Logging;

namespace Dunes.Grains.State;

internal sealed partial class SealedGrainStorage
{
    [LoggerMessage(1, LogLevel.Error, "Could not {Operation} state {StateName} of {GrainId}")]
    private static partial void LogFailure(ILogger logger, Exception exception, string operation, string stateName, GrainId grainId);

    [LoggerMessage(2, LogLevel.Critical, "The stored state {StateName} of {GrainId} is not what was stored")]
    private static partial void LogFault(ILogger logger, Exception exception, string stateName, GrainId grainId);
}

namespace Dunes.Server;

/// <summary>An error that ends the process: one line on standard error, and an exit code. The message says what to do.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="code">Stable code of docs/errors.md, for instance <c>DUNES-CFG-003</c>.</param>
/// <param name="message">One or more sentences without secrets.</param>
/// <param name="inner">What caused it, for the log at Debug level.</param>
internal sealed class DunesErrorException(int exitCode, string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Stable code of docs/errors.md.</summary>
    public string Code { get; } = code;
}

namespace Dunes.Server;

/// <summary>What the process ends with. Scripts rely on these numbers: they never change their meaning.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>Anything that has no number of its own.</summary>
    public const int Other = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int Configuration = 2;

    /// <summary>A port is taken: HTTP, silo or Orleans gateway.</summary>
    public const int PortTaken = 3;

    /// <summary>The data directory cannot be created or written.</summary>
    public const int DataDirectoryNotWritable = 4;

    /// <summary>Another process works on the data directory.</summary>
    public const int DataDirectoryInUse = 5;

    /// <summary>The database cannot be reached or brought up to date.</summary>
    public const int Database = 6;

    // 7 meant that the cluster root key could not be unwrapped. A server starts sealed now; the number is not used again.

    /// <summary>No server answers.</summary>
    public const int Unreachable = 10;

    /// <summary>The server, or the file system, does not allow it.</summary>
    public const int NotAllowed = 11;

    /// <summary>What was named does not exist.</summary>
    public const int NotFound = 12;

    /// <summary>A verification found faults.</summary>
    public const int FaultsFound = 20;

    /// <summary>All of them with a short meaning, in ascending order: the text of <c>--help</c>.</summary>
    public static readonly IReadOnlyList<(int Code, string Meaning)> All =
    [
        (Success, "done"),
        (Other, "another error"),
        (Configuration, "command line or configuration wrong"),
        (PortTaken, "port taken"),
        (DataDirectoryNotWritable, "data directory not writable"),
        (DataDirectoryInUse, "data directory in use by another process"),
        (Database, "database unreachable or not usable"),
        (Unreachable, "no server reached"),
        (NotAllowed, "not allowed"),
        (NotFound, "not found"),
        (FaultsFound, "verification found faults"),
    ];
}

namespace Dunes.Server;

/// <summary>Codes of the errors that end a command or keep a server from starting; docs/errors.md explains each.</summary>
internal static class DunesErrors
{
    /// <summary>The configuration is wrong.</summary>
    public const string Configuration = "DUNES-CFG-001";

    /// <summary>A port is taken.</summary>
    public const string PortTaken = "DUNES-CFG-002";

    /// <summary>The data directory cannot be written.</summary>
    public const string DataDirectoryNotWritable = "DUNES-CFG-003";

    /// <summary>The data directory is in use.</summary>
    public const string DataDirectoryInUse = "DUNES-CFG-004";

    /// <summary>The database cannot be reached or brought up to date.</summary>
    public const string Database = "DUNES-CFG-005";

    /// <summary>The server could not start for another reason.</summary>
    public const string Start = "DUNES-CFG-007";

    /// <summary>The command line cannot be understood.</summary>
    public const string Usage = "DUNES-CLI-001";

    /// <summary>No server is running on the data directory.</summary>
    public const string NoServer = "DUNES-CLI-002";

    /// <summary>The server does not answer.</summary>
    public const string Unreachable = "DUNES-CLI-003";

    /// <summary>There is neither a token nor access to the data directory.</summary>
    public const string NoCredential = "DUNES-CLI-004";

    /// <summary>The server answered something this command does not understand.</summary>
    public const string BadAnswer = "DUNES-CLI-005";

    /// <summary>A file cannot be read or written.</summary>
    public const string File = "DUNES-CLI-006";

    /// <summary>The command was cancelled.</summary>
    public const string Cancelled = "DUNES-CLI-008";

    /// <summary>Something that should not happen.</summary>
    public const string Unexpected = "DUNES-CLI-009";

    /// <summary>Of several things some failed; the others were done.</summary>
    public const string SomeFailed = "DUNES-CLI-010";

    /// <summary>The input is larger than one call or one message can take.</summary>
    public const string TooLarge = "DUNES-CLI-011";
}

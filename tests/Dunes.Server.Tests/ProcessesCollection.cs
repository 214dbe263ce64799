namespace Dunes.Server.Tests;

/// <summary>
/// Tests that start processes, and those that hold a lock or a port and look whether it is free again: a process that is being started has a copy of all that
/// is open here until it runs its own program, and a lock or a port that is released meanwhile is not free yet.
/// </summary>
[CollectionDefinition(Name)]
public sealed class ProcessesCollection
{
    public const string Name = "Processes";
}

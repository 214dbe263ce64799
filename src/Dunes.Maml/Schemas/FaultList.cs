namespace Dunes.Maml.Schemas;

/// <summary>Gathers all faults of a document, but not without limit.</summary>
internal sealed class FaultList
{
    /// <summary>How many faults are told at most.</summary>
    public const int MaxFaults = 1000;

    private readonly List<MamlFault> _faults = [];

    public int Count => _faults.Count;

    /// <summary>Adds a fault; after <see cref="MaxFaults"/> of them, once, that there are more.</summary>
    public void Add(string code, int line, string field, string message)
    {
        if (_faults.Count < MaxFaults)
            _faults.Add(new MamlFault(code, line, field, message));
        else if (_faults.Count == MaxFaults)
            _faults.Add(new MamlFault("DUNES-MAML-128", 0, "", $"There are more than {MaxFaults} faults."));
    }

    /// <summary>In the order of the lines.</summary>
    public IReadOnlyList<MamlFault> ToList() => [.. _faults.OrderBy(fault => fault.Line == 0 ? int.MaxValue : fault.Line)];
}

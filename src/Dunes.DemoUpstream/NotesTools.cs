using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Dunes.DemoUpstream;

/// <summary>Notes in process memory: gone when the process ends, visible to every session it serves.</summary>
internal sealed class NotesTools
{
    internal const int MaxNotes = 1_000;
    internal const int MaxNoteLength = 4_096;

    private readonly Lock gate = new();
    private readonly List<string> notes = [];

    [McpServerTool(Name = "notes_add", Title = "Add a note", ReadOnly = false, Idempotent = false, Destructive = false, OpenWorld = false)]
    [Description("Keeps a note in the server's memory until the server stops, and returns the note's number. "
        + "At most 1,000 notes of at most 4,096 characters.")]
    public string Add([Description("The note, 1 to 4,096 characters.")] string text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxNoteLength)
            throw new McpException($"DUNES-DEMO-002: a note has 1 to {MaxNoteLength} characters, not all of them blank.");
        lock (gate)
        {
            if (notes.Count == MaxNotes)
                throw new McpException($"DUNES-DEMO-003: there are {MaxNotes} notes already, and no more fit.");
            notes.Add(text);
            return $"Note {notes.Count} kept.";
        }
    }

    [McpServerTool(Name = "notes_list", Title = "List the notes", ReadOnly = true, Idempotent = true, Destructive = false, OpenWorld = false)]
    [Description("Returns all notes in the order they were added, one text block each; no block when there are none.")]
    public IEnumerable<ContentBlock> List()
    {
        lock (gate)
            return [.. notes.Select(note => new TextContentBlock { Text = note })];
    }
}

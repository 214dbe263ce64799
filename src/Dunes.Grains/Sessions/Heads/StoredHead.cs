using Dunes.Transparency;

namespace Dunes.Grains.Sessions.Heads;

/// <summary>The head of a context as storage has it.</summary>
/// <param name="Durable">Over all stored entries.</param>
/// <param name="SignedSize">Entries that the newest signed head covers; 0 when there is none.</param>
internal sealed record StoredHead(CompactRange Durable, long SignedSize);

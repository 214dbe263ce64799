using Dunes.Maml;

namespace Dunes.Server.Commands.Maml;

/// <summary>A schema that was read.</summary>
/// <param name="Document">The document.</param>
/// <param name="Content">The file.</param>
internal sealed record SchemaFile(MamlDocument Document, byte[] Content);

using System.Buffers.Binary;
using Dapper;
using Dunes.Storage.Databases;

namespace Dunes.Storage.RootKeys;

/// <summary>Orleans' table of grain state and <c>key_versions</c>, seen by the DC2K-1 header at their beginning: "DC2K" and, in bytes 9 to 12, the version.</summary>
internal sealed class RootSealedStore(IDatabase database) : IRootSealedStore
{
    private const string Columns = "GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, GrainIdExtensionString, ServiceId, Version, PayloadBinary";

    // The order of the unique index; an absent extension and an empty one are two.
    private const string Order = "GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, coalesce(GrainIdExtensionString, ''), (GrainIdExtensionString IS NULL), ServiceId";

    private const string Identity = """
        GrainIdHash = @IdHash AND GrainTypeHash = @TypeHash AND GrainIdN0 = @N0 AND GrainIdN1 = @N1 AND GrainTypeString = @Type
        AND coalesce(GrainIdExtensionString, '') = @Extension AND (GrainIdExtensionString IS NULL) = @NoExtension AND ServiceId = @Service
        """;

    public async Task<IReadOnlyDictionary<int, long>> CountAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            """
            SELECT substr(PayloadBinary, 9, 4), count(*) FROM OrleansStorage WHERE substr(PayloadBinary, 1, 4) = @magic GROUP BY 1
            UNION ALL
            SELECT substr(wrapped, 9, 4), count(*) FROM key_versions WHERE substr(wrapped, 1, 4) = @magic GROUP BY 1
            """,
            new { magic = "DC2K"u8.ToArray() },
            reader => (Version: reader.GetBytes(0), Count: reader.GetInt64(1)),
            cancellationToken);
        return rows.Where(row => row.Version.Length == sizeof(int))
            .GroupBy(row => BinaryPrimitives.ReadInt32BigEndian(row.Version))
            .ToDictionary(group => group.Key, group => group.Sum(row => row.Count));
    }

    public Task<IReadOnlyList<SealedStateRow>> ScanStateAsync(int version, string? after, int limit, CancellationToken cancellationToken)
    {
        var header = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(header, version);
        var parameters = after is null ? new DynamicParameters() : Parameters(StatePosition.Parse(after));
        parameters.Add("header", header);
        parameters.Add("limit", limit);

        // The first comparison follows from the second; it is what an index helps with.
        var start = after is null ? "" : $"AND GrainIdHash >= @IdHash AND ({Order}) > (@IdHash, @TypeHash, @N0, @N1, @Type, @Extension, @NoExtension, @Service)";
        return database.ReadAsync(
            $"SELECT {Columns} FROM OrleansStorage WHERE PayloadBinary IS NOT NULL AND substr(PayloadBinary, 9, 4) <> @header {start} ORDER BY {Order} LIMIT @limit",
            parameters,
            reader =>
            {
                var position = new StatePosition(
                    reader.GetInt32(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetString(4), reader.GetText(5), reader.GetString(6));
                return new SealedStateRow(position.ToString(), position.Service, position.Type, reader.GetInt32(7), reader.GetBytes(8));
            },
            cancellationToken);
    }

    public Task<bool> TryReplaceStateAsync(SealedStateRow row, byte[] payload, CancellationToken cancellationToken)
    {
        var parameters = Parameters(StatePosition.Parse(row.Position));
        parameters.Add("version", row.Version);
        parameters.Add("old", row.Payload);
        parameters.Add("new", payload);
        return database.WriteAsync(
            async transaction => await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                $"UPDATE OrleansStorage SET PayloadBinary = @new WHERE {Identity} AND Version = @version AND PayloadBinary = @old",
                parameters,
                transaction,
                cancellationToken: cancellationToken)) == 1,
            cancellationToken);
    }

    private static DynamicParameters Parameters(StatePosition position)
    {
        var parameters = new DynamicParameters();
        parameters.Add("IdHash", position.IdHash);
        parameters.Add("TypeHash", position.TypeHash);
        parameters.Add("N0", position.N0);
        parameters.Add("N1", position.N1);
        parameters.Add("Type", position.Type);
        parameters.Add("Extension", position.Extension ?? "");
        parameters.Add("NoExtension", position.Extension is null);
        parameters.Add("Service", position.Service);
        return parameters;
    }
}

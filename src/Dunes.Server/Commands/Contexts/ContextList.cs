using System.Text.Json;
using Dunes.Abstractions.Sessions;
using Dunes.Server.Client;

namespace Dunes.Server.Commands.Contexts;

/// <summary>All contexts of the caller's tenant, page by page.</summary>
internal static class ContextList
{
    private const int PageSize = 100;

    /// <summary>Contexts newest first, and those that cannot be described.</summary>
    public static async Task<ContextPage> ReadAllAsync(ServerClient client, CancellationToken cancellationToken)
    {
        var items = new List<ContextInfo>();
        var faults = new List<VerificationFault>();
        string? cursor = null;
        do
        {
            var path = $"v1/contexts?limit={PageSize}" + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}");
            var page = (await client.GetAsync(path, cancellationToken)).Deserialize<ContextPage>(ServerClient.Json)!;
            items.AddRange(page.Items);
            faults.AddRange(page.Faults);
            cursor = page.Cursor;
        }
        while (cursor is not null);
        return new(items, faults, null);
    }
}

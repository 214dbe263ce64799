using Dunes.Abstractions.Keys;

namespace Dunes.Server.Tests.Commands.Keys;

internal static class SampleKey
{
    public static KeyInfo Orders { get; } = new()
    {
        Tenant = "default",
        Name = "orders",
        KeyId = new("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"),
        CreatedAt = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero),
        NextRotationAt = new(2026, 12, 24, 8, 0, 0, TimeSpan.Zero),
        CurrentVersion = 3,
        Spec = new()
        {
            Algorithm = KeyAlgorithms.Dc2k1,
            Sealing = SealingMode.Derived,
            Description = "Orders of the shop",
            Tags = new Dictionary<string, string> { ["team"] = "shop", ["stage"] = "test" },
            Rotation = new(TimeSpan.FromDays(30), AfterOperations: 1000),
            Grants = [new(GranteeKind.Role, "agent", null, [KeyOperation.Encrypt]), new(GranteeKind.Client, "till", null, [KeyOperation.Decrypt])],
        },
        Versions =
        [
            new() { Version = 2, CreatedAt = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero), State = KeyState.Disabled, Operations = 17, Bytes = 1234 },
            new() { Version = 3, CreatedAt = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero) },
        ],
    };
}

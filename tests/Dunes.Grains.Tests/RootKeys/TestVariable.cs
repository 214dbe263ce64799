using System.Security.Cryptography;

namespace Dunes.Grains.Tests.RootKeys;

/// <summary>An environment variable of one test, which may hold a KEK.</summary>
internal sealed record TestVariable(string Name)
{
    public static TestVariable New() => new($"DUNES_TEST_KEK_{Guid.NewGuid():N}");

    public void Set() => Environment.SetEnvironmentVariable(Name, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    public void Clear() => Environment.SetEnvironmentVariable(Name, null);
}
